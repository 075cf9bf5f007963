package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.testing.client.TrackerClient;
import equilibrium.testing.client.UdpRequests;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What strangers may try, on loopback, while an honest client goes on announcing over both wires
 * and is answered: 99 of 100 times within 200 ms. Takes minutes and a machine that does nothing
 * else, so it runs only when asked for: CONTRIBUTING.md says how.
 */
class Abuse {
  private static final int SWARMS = 50_000;
  private static final Duration FLOOD = Duration.ofSeconds(60);
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration SHORTEST = Duration.ofSeconds(10);

  @TempDir static Path folder;
  private static TrackerFixture tracker;
  private static InetSocketAddress address;

  @BeforeAll
  static void start() throws InterruptedException {
    var settings =
        Map.of(
            "limits.swarms",
            Integer.toString(SWARMS),
            "ingress.ack-wait",
            "250ms",
            "ingress.fast-path",
            System.getProperty("abuse.fast-path", "true"));
    tracker = TrackerFixture.on(folder.resolve("data"), settings);
    int port = URI.create(tracker.announceUrl("http")).getPort();
    address = new InetSocketAddress(Loopback.IPV4.address(), port);
    // a tracker that has just been started has not compiled its code yet
    var first = new HonestClient(address);
    Thread.sleep(WARM_UP);
    first.leave();
  }

  @AfterAll
  static void stop() {
    tracker.close();
  }

  private interface Attack {
    String run() throws Exception;
  }

  private static void beside(String name, Attack attack) throws Exception {
    var honest = new HonestClient(address);
    long start = System.nanoTime();
    String done;
    try {
      done = attack.run();
      Thread.sleep(Math.max(0, SHORTEST.toMillis() - (System.nanoTime() - start) / 1_000_000));
    } finally {
      honest.leave();
    }
    System.out.printf("%s: %s. Honest client: %s%n", name, done, honest.summary());
    honest.assertWasAnswered();
  }

  @Test
  void fiveThousandSlowConnectionsAreClosedWithinTenSeconds() throws Exception {
    beside(
        "5,000 slow connections",
        () -> {
          var channels = new ArrayList<SocketChannel>();
          long start = System.nanoTime();
          for (int i = 0; i < 5_000; i++) {
            var channel = SocketChannel.open();
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(new InetSocketAddress(Loopback.ipv4(0x7f090000 + i / 50), 0));
            channel.connect(address);
            channel.configureBlocking(false);
            channels.add(channel);
          }
          long opened = System.nanoTime();
          int open = channels.size();
          while (open > 0 && System.nanoTime() - opened < 20e9) {
            open = 0;
            for (var channel : channels) {
              open += isOpenAfterAByte(channel) ? 1 : 0;
            }
            Thread.sleep(500); // a byte each half second: what a slow client is
          }
          double seconds = (System.nanoTime() - opened) / 1e9;
          assertThat(open).as("still open").isZero();
          assertThat(seconds).isLessThan(12);
          return "opened in %.1f s, all closed %.1f s later"
              .formatted((opened - start) / 1e9, seconds);
        });
  }

  private static boolean isOpenAfterAByte(SocketChannel channel) {
    try {
      channel.write(ByteBuffer.wrap(new byte[] {'G'}));
      return channel.read(ByteBuffer.allocate(1)) >= 0;
    } catch (IOException _) {
      return false;
    }
  }

  @Test
  void aHundredThousandDatagramsFromAnywhereAreIgnored() throws Exception {
    beside(
        "100,000 datagrams that look spoofed",
        () -> {
          var random = new SplittableRandom(1);
          long before = ended("unproven") + ended("ignored");
          for (int i = 0; i < 1_000; i++) {
            var from = Loopback.ipv4(0x7f200000 | random.nextInt(1 << 16));
            try (var client = new TrackerClient(address, from).udp()) {
              for (int j = 0; j < 100; j++) {
                byte[] junk = new byte[random.nextInt(12, 200)];
                random.nextBytes(junk);
                client.send(ByteBuffer.wrap(junk));
              }
            }
          }
          return "%d refused".formatted(ended("unproven") + ended("ignored") - before);
        });
  }

  @Test
  void aMillionGuessedConnectionIdsAreVain() throws Exception {
    beside(
        "2^20 guessed connection ids",
        () -> {
          var random = new SplittableRandom(2);
          long accepted = ended("accepted");
          long began = System.nanoTime();
          var from = Loopback.ipv4(0x7f300001);
          try (var client = new TrackerClient(address, from).udp()) {
            for (int i = 0; i < 1 << 20; i++) {
              client.send(UdpRequests.announce(random.nextLong(), 'g', 'x'));
            }
          }
          double seconds = (System.nanoTime() - began) / 1e9;
          assertThat(swarm('g')).isZero();
          return "in %.0f s, none right; %d banned, %d unproven; %d others accepted"
              .formatted(seconds, ended("banned"), ended("unproven"), ended("accepted") - accepted);
        });
  }

  @Test
  void aFloodOfRandomTorrentsStaysUnderTheCap() throws Exception {
    beside(
        "60 s of random info-hashes",
        () -> {
          long until = System.nanoTime() + FLOOD.toNanos();
          var sent = new long[2];
          var flood = new Flood(address);
          var flooders =
              List.of(
                  Thread.ofPlatform().start(() -> sent[0] = flood.udp(until)),
                  Thread.ofPlatform().start(() -> sent[1] = flood.http(until)));
          for (var flooder : flooders) {
            flooder.join();
          }
          var metrics = tracker.tracker().platform().metrics();
          double swarms = metrics.get("equilibrium_swarms").gauge().value();
          System.gc();
          var heap = Runtime.getRuntime();
          assertThat(swarms).isLessThanOrEqualTo(SWARMS);
          return "%d over UDP, %d over HTTP; %.0f swarms of at most %d, %d not entered, heap %d MB"
              .formatted(
                  sent[0],
                  sent[1],
                  swarms,
                  SWARMS,
                  ended("not-admitted"),
                  (heap.totalMemory() - heap.freeMemory()) >> 20);
        });
  }

  private static long ended(String end) {
    return tracker.counted("equilibrium_requests_total", "outcome", end);
  }

  private static int swarm(char torrent) throws IOException {
    try (var client = TrackerClient.of(address.getPort()).udp()) {
      var scraped = client.ask(UdpRequests.scrape(client.connect(), String.valueOf(torrent)));
      return scraped.getInt(8) + scraped.getInt(16);
    }
  }
}
