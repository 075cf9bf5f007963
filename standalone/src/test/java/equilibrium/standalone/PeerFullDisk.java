package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.peer.Event;
import equilibrium.peer.Limits;
import equilibrium.peer.Peer;
import equilibrium.peer.PeerConfig;
import equilibrium.peer.PeerConfig.Trackers;
import equilibrium.testing.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A download onto a disk that becomes full. It mounts, and this JVM must not have loaded RocksDB,
 * so it runs only when named.
 */
@Timeout(180)
class PeerFullDisk {
  private static final int DISK_MIB = 64;
  private static final int DOWN = 2 << 20; // bytes per second

  @TempDir Path folder;
  private final Queue<Event> events = new ConcurrentLinkedQueue<>();

  @Test
  void aFullDiskIsSaidAndTheDownloadGoesOnWhenThereIsRoom() throws Exception {
    Mounts.demand(folder, "PeerFullDisk");
    var file = PeerTransfer.content(folder.resolve("content"), "full");
    try (var disk = SmallDisk.mount(folder.resolve("disk"), DISK_MIB);
        var tracker = PeerTransfer.tracker(folder, Loopback.IPV4);
        var seeder = Peer.open(config(tracker, folder.resolve("a")), _ -> {});
        var leecher =
            Peer.open(
                config(tracker, disk.path().resolve("b"))
                    .withLimits(new Limits(DOWN, 0, 8, 0, null)),
                events::add)) {
      leecher.get(seeder.share(file, PeerTransfer.CHUNK, false), disk.path().resolve("to"));
      Await.until("it downloads", () -> chunks() > 4);

      disk.fill();
      Await.until("the peer says so", () -> events.stream().anyMatch(PeerFullDisk::isFull));
      long chunks = awaitRest();
      assertThat(leecher.awaitComplete(Duration.ofSeconds(6))).isFalse();
      assertThat(chunks()).as("chunks on a full disk").isEqualTo(chunks);

      disk.free();
      assertThat(leecher.awaitComplete(Duration.ofSeconds(60))).as(events::toString).isTrue();
      assertThat(disk.path().resolve("to/content")).hasSameBinaryContentAs(file);
    }

    assertThat(events).noneMatch(Event.ChunkLost.class::isInstance);
    assertThat(events.stream().filter(Event.Failed.class::isInstance))
        .as("no more than one event for each try")
        .hasSizeLessThan(12);
  }

  private static boolean isFull(Event event) {
    return event instanceof Event.Failed(var text) && text.contains("No space left on device");
  }

  /** The chunks that were complete before have been told. */
  private long awaitRest() throws InterruptedException {
    Thread.sleep(1_000);
    return chunks();
  }

  private long chunks() {
    return events.stream().filter(Event.ChunkDone.class::isInstance).count();
  }

  private static PeerConfig config(ChildTracker tracker, Path data) throws IOException {
    return PeerConfig.in(data, Trackers.of(tracker.announceUrl()));
  }
}
