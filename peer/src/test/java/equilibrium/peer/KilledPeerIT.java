package equilibrium.peer;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.peer.PeerConfig.Trackers;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A peer is killed at moments by chance and goes on from its chunks. {@code equilibrium.peer.kills}
 * says how often; 20 kills take a minute or two.
 */
@Timeout(400)
class KilledPeerIT {
  private static final int KILLS = Integer.getInteger("equilibrium.peer.kills", 1);
  private static final int CHUNK = 64 << 10;

  /** More than a process downloads before it is killed, for each of them; 256 MiB for 20. */
  private static final int SIZE = (1 + (51 * KILLS + 3) / 4) << 20;

  /** Bytes per second. The seeder's limit, so that little waits in a socket for a slow reader. */
  private static final int RATE = 6 << 20;

  /** Bytes that wait 100 ms to be written. */
  private static final int UNWRITTEN = RATE / 10;

  /** Bytes of one kill: a writer on a machine that is busy is late now and then. */
  private static final int MOST_UNWRITTEN = 5 * UNWRITTEN;

  /** Chunks that have begun, and what the sockets hold. */
  private static final int IN_FLIGHT = 2 << 20;

  @TempDir Path folder;
  private final RecordedEvents events = new RecordedEvents();

  @Test
  void onlyWhatWasInFlightIsDownloadedAgain() throws Exception {
    byte[] content = new byte[SIZE];
    var random = new SplittableRandom(4);
    random.nextBytes(content);
    var file = Files.write(folder.resolve("content"), content);
    int kills = 0;
    int there = 0;
    Path log;

    try (var tracker = new LoopbackTracker();
        var seeder = Peer.open(seeder(tracker), events)) {
      var torrent = seeder.share(file, CHUNK, false);
      seeder.write(torrent, folder.resolve("torrent"));
      for (log = folder.resolve("log0"); kills < KILLS; log = folder.resolve("log" + kills)) {
        if (!isKilled(log, random.nextInt(400, 900))) {
          throw new AssertionError("it was complete too early: " + said(log, events));
        }
        kills++;
        int arrived = count(log, "ChunkDone");
        var remembered = remembered(torrent);
        assertRight(remembered, content);
        assertThat(said(log, "remembered")).as(said(log, events)).isEqualTo(there);
        assertThat(said(log, "lost")).as(said(log, events)).isZero();
        assertThat((long) (there + arrived - remembered.cardinality()) * CHUNK)
            .as("bytes that arrived and are not remembered")
            .isLessThanOrEqualTo(MOST_UNWRITTEN);
        there = remembered.cardinality();
      }
      assertThat(start(log).waitFor()).as(said(log, events)).isZero();
    }

    assertThat(folder.resolve("to/content")).hasSameBinaryContentAs(file);
    assertThat(there).as("chunks of before the last kill").isPositive();
    assertThat(said(log, "remembered")).isEqualTo(there);
    assertThat(said(log, "lost")).isZero();
    assertThat(said(log, "downloaded")).isEqualTo(SIZE - (long) there * CHUNK);
    long uploaded = events.of(Event.Stopped.class).getFirst().uploaded();
    System.out.printf(
        "%d kills: %,d bytes downloaded in all of a content of %,d%n", kills, uploaded, SIZE);
    long again = (long) IN_FLIGHT + (kills == 1 ? MOST_UNWRITTEN : UNWRITTEN);
    assertThat(uploaded).isBetween((long) SIZE, SIZE + kills * again);
  }

  private PeerConfig seeder(LoopbackTracker tracker) {
    return PeerConfig.in(folder.resolve("a"), Trackers.of(tracker.url()))
        .withLimits(new Limits(0, RATE, 8, 0, null));
  }

  /** False if it was complete within the time from its first chunk on. */
  private boolean isKilled(Path log, int millis) throws Exception {
    var leecher = start(log);
    try {
      RecordedEvents.await(
          "it downloads",
          () -> said(log, events),
          () -> log(log).contains("ChunkDone") || !leecher.isAlive());
      return !leecher.waitFor(millis, MILLISECONDS);
    } finally {
      leecher.destroyForcibly().waitFor();
    }
  }

  private BitSet remembered(Torrent torrent) {
    try (var memory = ChunkMemory.open(folder.resolve("b"), text -> assertThat(text).isNull())) {
      return memory.chunks(torrent);
    }
  }

  /** The peer's own check aside. */
  private void assertRight(BitSet remembered, byte[] content) throws IOException {
    byte[] chunk = new byte[CHUNK];
    try (var file = new RandomAccessFile(folder.resolve("to/content").toFile(), "r")) {
      for (int i = remembered.nextSetBit(0); i >= 0; i = remembered.nextSetBit(i + 1)) {
        int from = i * CHUNK;
        file.seek(from);
        file.readFully(chunk);
        assertThat(Arrays.equals(chunk, 0, CHUNK, content, from, from + CHUNK))
            .as("chunk %d", i)
            .isTrue();
      }
    }
  }

  private static String said(Path log, RecordedEvents events) {
    return "the leecher says%n%s%nand the seeder%n%s".formatted(log(log), events);
  }

  private static int count(Path log, String type) {
    return log(log).split("\"%s\"".formatted(type), -1).length - 1;
  }

  /** The last number of this name in the events of a process. */
  private static long said(Path log, String name) {
    var numbers =
        Pattern.compile("\"%s\":(\\d+)".formatted(name)).matcher(log(log)).results().toList();
    return Long.parseLong(numbers.getLast().group(1));
  }

  private Process start(Path log) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            KilledPeerIT.class.getName(),
            folder.toString())
        .redirectErrorStream(true)
        .redirectOutput(Redirect.to(log.toFile()))
        .start();
  }

  private static String log(Path log) {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The process that is killed. */
  public static void main(String[] arguments) throws InterruptedException {
    var folder = Path.of(arguments[0]);
    var torrent = Torrent.read(folder.resolve("torrent"));
    var config = PeerConfig.in(folder.resolve("b"), Trackers.of());
    try (var peer = Peer.open(config, event -> System.out.println(EventLines.json(event)))) {
      peer.get(torrent, folder.resolve("to"));
      if (!peer.awaitComplete(Duration.ofMinutes(2))) {
        throw new AssertionError("not complete");
      }
    }
  }
}
