package equilibrium.peer;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.peer.PeerConfig.Trackers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Peers leave nothing behind in their process. It takes minutes; it runs only when named. */
@Timeout(1_200)
class OpenedOften {
  private static final int FIRST = 100;
  private static final int TIMES = 200;
  private static final long MOST_KIB = 64 << 10;

  @TempDir Path folder;

  @Test
  void neitherThreadsNorHandlesNorMemoryAreLeftBehind() throws Exception {
    var file = Files.write(folder.resolve("content"), new byte[1 << 20]);
    try (var tracker = new LoopbackTracker()) {
      for (int n = 0; n < FIRST; n++) { // what is loaded once
        openAndClose(tracker, file);
      }
      var before = Held.now();

      for (int n = 0; n < TIMES; n++) {
        openAndClose(tracker, file);
      }

      var after = Held.now();
      System.out.printf("before: %s, after %d peers: %s%n", before, TIMES, after);
      assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + 2);
      assertThat(after.handles()).isLessThanOrEqualTo(before.handles() + 2);
      assertThat(after.residentKib()).isLessThanOrEqualTo(before.residentKib() + MOST_KIB);
    }
  }

  /** What this process has: threads of libtorrent too. */
  private record Held(int threads, int handles, long residentKib) {
    static Held now() throws IOException {
      System.gc(); // the heap as small as it can be, without the halves of libtorrent's objects
      return new Held(count("/proc/self/task"), count("/proc/self/fd"), PeerFigures.residentKib());
    }

    private static int count(String folder) throws IOException {
      try (var all = Files.list(Path.of(folder))) {
        return (int) all.count();
      }
    }
  }

  private void openAndClose(LoopbackTracker tracker, Path file) {
    var config = PeerConfig.in(folder.resolve("data"), Trackers.of(tracker.url()));
    var events = new RecordedEvents();
    try (var peer = Peer.open(config, events)) {
      peer.share(file, 64 << 10, false);
      events.await(Event.Announced.class); // a peer that leaves sooner waits 5 s for its tracker
    }
  }
}
