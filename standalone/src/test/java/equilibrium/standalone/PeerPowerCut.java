package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.peer.Limits;
import equilibrium.peer.Peer;
import equilibrium.peer.PeerConfig;
import equilibrium.peer.PeerConfig.Trackers;
import equilibrium.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A download through power cuts, in which its disk forgets whatever was not flushed. It mounts, and
 * this JVM must not have loaded RocksDB, so it runs only when named.
 */
@Timeout(300)
class PeerPowerCut {
  private static final int DISK_MIB = 256;
  private static final int UP = 4 << 20; // bytes per second

  /** Chunks that arrive between cuts. ext4 writes what it knows of files every 5 s. */
  private static final List<Integer> CHUNKS = List.of(20, 20, 90, 90);

  /** The cut before which the rows are flushed, but not the content. */
  private static final int ROWS_ALONE = 2;

  /** Rows that wait 100 ms to be written, and more on a machine that is busy. */
  private static final int UNWRITTEN = 8;

  private static final Pattern VERIFIED =
      Pattern.compile("\"remembered\":(\\d+),\"hashed\":(\\d+),\"lost\":(\\d+)");
  private static final Pattern DOWNLOADED = Pattern.compile("\"downloaded\":(\\d+)");

  /** What a start found of the chunks that it remembered. */
  private record Verified(int remembered, int lost) {
    int claimed() {
      return remembered - lost;
    }
  }

  @TempDir Path folder;

  @Test
  void chunksThatTheDiskHasLostAreFetchedAgain() throws Throwable {
    Mounts.demand(folder, "PeerPowerCut");
    var content = PeerTransfer.content(folder.resolve("content"), "power cut", PeerTransfer.LARGE);
    int flushed = 0;
    try (var disk = CutDisk.in(folder, DISK_MIB);
        var tracker = PeerTransfer.tracker(folder, Loopback.IPV4);
        var seeder = Peer.open(seeder(tracker), _ -> {})) {
      seeder.write(seeder.share(content, PeerTransfer.CHUNK, false), folder.resolve("torrent"));
      for (int cut = 0; cut < CHUNKS.size(); cut++) {
        var log = folder.resolve("log" + cut);
        var leecher = get(tracker, disk, log);
        int chunks = CHUNKS.get(cut);
        try {
          Await.until("it downloads", () -> arrived(log) >= chunks || !leecher.isAlive());
          assertThat(leecher.isAlive()).as(read(log)).isTrue();
          if (cut == 0) {
            flushed = arrived(log);
            disk.flush();
          }
          if (cut == ROWS_ALONE) {
            flushRows(disk);
          }
          disk.cut();
        } finally {
          leecher.destroyForcibly().waitFor();
        }
        disk.restore();
        System.out.printf("before cut %d: %s, %d arrived%n", cut, verified(log), arrived(log));
      }

      var log = folder.resolve("last");
      assertThat(get(tracker, disk, log).waitFor()).as(read(log)).isZero();
      var last = verified(log);
      System.out.println("after the last cut: " + last);
      assertThat(verified(folder.resolve("log1")).claimed())
          .as("chunks that were flushed")
          .isGreaterThanOrEqualTo(flushed - UNWRITTEN);
      assertThat(verified(folder.resolve("log" + (ROWS_ALONE + 1))).lost())
          .as("chunks of which the disk has the rows and not the bytes")
          .isPositive();
      assertThat(last.claimed()).isGreaterThanOrEqualTo(flushed - UNWRITTEN);
      assertThat(downloaded(log))
          .isEqualTo(PeerTransfer.LARGE - (long) last.claimed() * PeerTransfer.CHUNK);
      assertThat(disk.path().resolve("to/content")).hasSameBinaryContentAs(content);
    }
  }

  /** What is remembered reaches the disk, and the content itself does not. */
  private static void flushRows(CutDisk disk) throws IOException {
    for (var name : List.of("peer.db", "peer.db-wal")) {
      CutDisk.run("sync", disk.path().resolve("b/peer").resolve(name).toString());
    }
  }

  private PeerConfig seeder(ChildTracker tracker) throws IOException {
    return PeerConfig.in(folder.resolve("a"), Trackers.of(tracker.announceUrl()))
        .withLimits(new Limits(0, UP, 8, 0, null));
  }

  /** The command in a process of its own. */
  private Process get(ChildTracker tracker, CutDisk disk, Path log) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Dlogback.configurationFile=logback.xml", // not the one of tests
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            "equilibrium.standalone.EquilibriumMain",
            "peer",
            "get",
            folder.resolve("torrent").toString(),
            "--tracker=" + tracker.announceUrl(),
            "--to=" + disk.path().resolve("to"),
            "--data=" + disk.path().resolve("b"),
            "--within=2m",
            "--json")
        .redirectErrorStream(true)
        .redirectOutput(Redirect.to(log.toFile()))
        .start();
  }

  private static int arrived(Path log) {
    return read(log).split("\"ChunkDone\"", -1).length - 1;
  }

  private static Verified verified(Path log) {
    var found = VERIFIED.matcher(read(log));
    assertThat(found.find()).as(read(log)).isTrue();
    return new Verified(Integer.parseInt(found.group(1)), Integer.parseInt(found.group(3)));
  }

  private static long downloaded(Path log) {
    var numbers = DOWNLOADED.matcher(read(log)).results().toList();
    return Long.parseLong(numbers.getLast().group(1));
  }

  private static String read(Path log) {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
