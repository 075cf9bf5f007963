package equilibrium.standalone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A client as it should be, over both wires, some 30 announces a second each, all timed. */
final class HonestClient {
  private static final InetAddress FROM = Loopback.ipv4(0x7f080808);

  private final InetSocketAddress tracker;
  private final UdpWire wire;
  private final ConcurrentLinkedQueue<Long> http = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Long> udp = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads;
  private volatile boolean leaving;

  /** Announces from now on. */
  HonestClient(InetSocketAddress tracker) {
    this.tracker = tracker;
    this.wire = new UdpWire(tracker);
    this.threads =
        List.of(Thread.startVirtualThread(this::http), Thread.startVirtualThread(this::udp));
  }

  private void http() {
    for (int i = 0; !leaving; i++) {
      long start = System.nanoTime();
      try (var socket = new Socket()) {
        socket.bind(new InetSocketAddress(FROM, 0));
        socket.setSoTimeout(5_000);
        socket.connect(tracker, 5_000);
        socket.getOutputStream().write(get(i).getBytes(ISO_8859_1));
        var reply = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        if (!reply.contains("8:interval")) {
          failures.add("HTTP: " + reply);
        }
        http.add(System.nanoTime() - start);
      } catch (IOException e) {
        failures.add("HTTP: " + e);
      }
      pause();
    }
  }

  private static String get(int i) {
    return "GET /announce?info_hash=hhhhhhhhhhhhhhhhhhhh&peer_id=honest%014d&port=7000&left=9"
            .formatted(i % 8)
        + "&event=started HTTP/1.0\r\n\r\n";
  }

  private void udp() {
    try (var socket = new DatagramSocket(new InetSocketAddress(FROM, 0))) {
      socket.setSoTimeout(5_000);
      while (!leaving) {
        long start = System.nanoTime();
        var announce = UdpWire.announce(wire.connect(socket), "hhhhhhhhhhhhhhhhhhhh", 2);
        if (wire.ask(socket, announce.flip()).getInt(0) != 1) {
          failures.add("UDP: no announce reply");
        }
        udp.add((System.nanoTime() - start) / 2);
        pause();
      }
    } catch (IOException e) {
      failures.add("UDP: " + e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(20); // it is not the one that floods
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  void leave() throws InterruptedException {
    leaving = true;
    for (var thread : threads) {
      thread.join(Duration.ofSeconds(10));
    }
  }

  String told() {
    return "HTTP %s, UDP %s, %d failures".formatted(told(http), told(udp), failures.size());
  }

  private static String told(ConcurrentLinkedQueue<Long> times) {
    return "%d answers, p50 %.1f ms, p99 %.1f ms"
        .formatted(times.size(), percentile(times, 50), percentile(times, 99));
  }

  private static double percentile(ConcurrentLinkedQueue<Long> times, int percent) {
    long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
    return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)] / 1e6;
  }

  void assertWasAnswered() {
    assertThat(failures).isEmpty();
    assertThat(percentile(http, 99)).as("HTTP, p99, ms").isLessThanOrEqualTo(200);
    assertThat(percentile(udp, 99)).as("UDP, p99, ms").isLessThanOrEqualTo(200);
  }
}
