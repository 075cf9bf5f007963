package equilibrium.standalone;

import static equilibrium.testing.client.UdpRequests.EVENT;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.testing.client.RawHttp;
import equilibrium.testing.client.TrackerClient;
import equilibrium.testing.client.UdpRequests;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A client as it should be, over both wires, some 30 announces a second each, all timed. */
final class HonestClient {
  private static final InetAddress FROM = Loopback.ipv4(0x7f080808);

  private final TrackerClient tracker;
  private final ConcurrentLinkedQueue<Long> http = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Long> udp = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads;
  private volatile boolean leaving;

  /** Announces from now on. */
  HonestClient(InetSocketAddress tracker) {
    this.tracker = new TrackerClient(tracker, FROM);
    this.threads =
        List.of(Thread.startVirtualThread(this::http), Thread.startVirtualThread(this::udp));
  }

  private void http() {
    for (int i = 0; !leaving; i++) {
      long start = System.nanoTime();
      try {
        var reply = tracker.get(announce(i));
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

  /** Of one of eight peers. */
  private static String announce(int i) {
    var peer = (char) ('A' + i % 8);
    return RawHttp.announce('h', peer, 7000, 9) + "&event=started";
  }

  private void udp() {
    try (var client = tracker.udp()) {
      while (!leaving) {
        long start = System.nanoTime();
        var announce = UdpRequests.announce(client.connect(), 'h', 's').putInt(EVENT, 2);
        if (client.ask(announce).getInt(0) != 1) {
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

  String summary() {
    return "HTTP %s, UDP %s, %d failures".formatted(summary(http), summary(udp), failures.size());
  }

  private static String summary(ConcurrentLinkedQueue<Long> times) {
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
