package equilibrium.peer;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.peer.PeerConfig.Trackers;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prints how fast a peer is. It needs 3 GB of disk and some seconds; it runs only when named. */
class PeerFigures {
  private static final int SIZE = 256 << 20;
  private static final int CHUNKS = 100_000;
  private static final int SMALL = 16 << 10;
  private static final int SESSIONS = 40;
  private static final int IDLE_SECONDS = 30;

  @TempDir Path folder;

  @Test
  void transferOnLoopback() throws Exception {
    byte[] content = new byte[SIZE];
    new SplittableRandom(1).nextBytes(content);
    var file = Files.write(folder.resolve("content"), content);
    var events = new RecordedEvents();
    try (var tracker = new LoopbackTracker();
        var seeder =
            Peer.open(PeerConfig.in(folder.resolve("a"), Trackers.of(tracker.url())), _ -> {});
        var leecher =
            Peer.open(PeerConfig.in(folder.resolve("b"), Trackers.of(tracker.url())), events)) {
      leecher.get(seeder.share(file, 256 << 10, false), folder.resolve("to"));
      assertThat(leecher.awaitComplete(Duration.ofMinutes(5))).isTrue();
      events.await(Event.Completed.class);
    }

    var done = events.of(Event.Completed.class).getFirst();
    System.out.printf(
        "%d MiB: %.2f s in all, %.2f s to the first chunk, %.0f MB/s from then on%n",
        SIZE >> 20,
        done.seconds(),
        done.firstChunk(),
        SIZE / 1e6 / (done.seconds() - done.firstChunk()));
  }

  @Test
  void fromOpenToTheFirstAnnounce() throws Exception {
    var file = Files.write(folder.resolve("content"), new byte[SMALL]);
    try (var tracker = new LoopbackTracker()) {
      for (int n = 0; n < 3; n++) { // the first loads SQLite and libtorrent
        var events = new RecordedEvents();
        long startNs = System.nanoTime();
        try (var peer = Peer.open(config(tracker, n), events)) {
          peer.share(file, SMALL, false);
          events.await(Event.Announced.class);
          System.out.printf(
              "from open to the first announce: %.3f s%n", (System.nanoTime() - startNs) / 1e9);
        }
      }
    }
  }

  /** Seeders of one swarm connect to each other again and again, unless nobody tells them. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void fortyIdleSessions(boolean acquainted) throws Exception {
    var file = Files.write(folder.resolve("content"), new byte[SMALL]);
    long before = residentKib();
    var peers = new ArrayList<Peer>();
    try (var tracker = new LoopbackTracker()) {
      tracker.answer("interval", 1_800);
      if (!acquainted) {
        tracker.answer("peers", new byte[0]);
      }
      for (int n = 0; n < SESSIONS; n++) {
        var peer = Peer.open(config(tracker, n), _ -> {});
        peers.add(peer);
        peer.share(file, SMALL, false);
      }
      Thread.sleep(5_000); // until they are idle
      var cpu = cpuTime();
      Thread.sleep(IDLE_SECONDS * 1_000L);
      System.out.printf(
          "%d idle sessions, acquainted %s: %d MiB more than %d MiB, %.2f %% of a core%n",
          SESSIONS,
          acquainted,
          (residentKib() - before) >> 10,
          before >> 10,
          100.0 * cpuTime().minus(cpu).toMillis() / 1_000 / IDLE_SECONDS);
    } finally {
      peers.parallelStream().forEach(Peer::close);
    }
  }

  private PeerConfig config(LoopbackTracker tracker, int n) {
    return PeerConfig.in(folder.resolve("peer" + n), Trackers.of(tracker.url()));
  }

  static long residentKib() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    }
  }

  private static Duration cpuTime() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
  }

  @Test
  void aHundredThousandRememberedChunks() throws IOException {
    var file = folder.resolve("content");
    try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength((long) CHUNKS * SMALL);
    }
    var torrent = TorrentMaker.of(file, SMALL, false);
    var content = new Content(torrent, folder, Content.stamp(torrent, folder));
    var random = new SplittableRandom(1);
    var all = new BitSet();
    all.set(0, CHUNKS);
    try (var memory = ChunkMemory.open(folder, _ -> {})) {
      memory.remember(torrent, folder);
      timed(
          "write",
          () -> {
            memory.addAll(torrent, all);
            return all;
          });
    }
    try (var memory = ChunkMemory.open(folder, _ -> {})) {
      var remembered = timed("load", () -> memory.chunks(torrent));
      timed("check of a sample", () -> Verification.of(content, remembered, false, random));
      timed("check of all, 1.6 GB", () -> Verification.of(content, remembered, true, random));
    }
  }

  private static <T> T timed(String what, Supplier<T> work) {
    long startNs = System.nanoTime();
    var result = work.get();
    System.out.printf(
        "%d remembered chunks, %s: %.3f s%n", CHUNKS, what, (System.nanoTime() - startNs) / 1e9);
    return result;
  }
}
