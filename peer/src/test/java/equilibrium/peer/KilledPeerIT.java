package equilibrium.peer;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.peer.PeerConfig.Trackers;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A peer is killed at moments by chance and goes on from its chunks. {@code equilibrium.peer.kills}
 * says how often.
 */
@Timeout(300)
class KilledPeerIT {
  private static final int KILLS = Integer.getInteger("equilibrium.peer.kills", 1);
  private static final int CHUNK = 64 << 10;

  /** More than a process downloads before it is killed, for each of them. */
  private static final int SIZE = (8 * KILLS) << 20;

  private static final int DOWN = 6 << 20;

  @TempDir Path folder;

  @Test
  void onlyWhatWasInFlightIsDownloadedAgain() throws Exception {
    byte[] content = new byte[SIZE];
    var random = new SplittableRandom(4);
    random.nextBytes(content);
    var file = Files.write(folder.resolve("content"), content);
    var events = new RecordedEvents();
    var log = folder.resolve("log");

    try (var tracker = new LoopbackTracker();
        var seeder =
            Peer.open(PeerConfig.in(folder.resolve("a"), Trackers.of(tracker.url())), events)) {
      var torrent = seeder.share(file, CHUNK, false);
      seeder.write(torrent, folder.resolve("torrent"));
      for (int i = 0; i < KILLS; i++) {
        var leecher = start(log);
        RecordedEvents.await(
            "it downloads",
            () -> said(log, events),
            () -> log(log).contains("ChunkDone") || !leecher.isAlive());
        if (leecher.waitFor(random.nextInt(400, 900), MILLISECONDS)) {
          break; // complete before it was killed
        }
        leecher.destroyForcibly().waitFor();
      }
      assertThat(start(log).waitFor()).as(() -> said(log, events)).isZero();
    }

    assertThat(folder.resolve("to/content")).hasSameBinaryContentAs(file);
    long remembered = said(log, "remembered");
    assertThat(remembered).as("chunks of before the last kill").isPositive();
    assertThat(said(log, "lost")).isZero();
    assertThat(said(log, "downloaded")).isEqualTo(SIZE - remembered * CHUNK);
    assertThat(events.of(Event.Stopped.class))
        .singleElement()
        .satisfies(stopped -> assertThat(stopped.uploaded()).isGreaterThanOrEqualTo(SIZE));
  }

  private static String said(Path log, RecordedEvents events) {
    return "the leecher says%n%s%nand the seeder%n%s".formatted(log(log), events);
  }

  /** The last number of this name in the events of the last process. */
  private static long said(Path log, String name) {
    var numbers =
        Pattern.compile("\"%s\":(\\d+)".formatted(name)).matcher(log(log)).results().toList();
    return Long.parseLong(numbers.getLast().group(1));
  }

  private Process start(Path log) throws IOException {
    Files.deleteIfExists(log);
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
    var config =
        PeerConfig.in(folder.resolve("b"), Trackers.of())
            .withLimits(new Limits(DOWN, 0, 8, 0, null));
    try (var peer = Peer.open(config, event -> System.out.println(EventLines.json(event)))) {
      peer.get(torrent, folder.resolve("to"));
      if (!peer.awaitComplete(Duration.ofMinutes(2))) {
        throw new AssertionError("not complete");
      }
    }
  }
}
