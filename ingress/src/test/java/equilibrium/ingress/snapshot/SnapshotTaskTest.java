package equilibrium.ingress.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.admission.Directory;
import equilibrium.ingress.answer.TrackerState;
import equilibrium.ingress.swarm.Clients;
import equilibrium.ingress.swarm.Swarms;
import equilibrium.testing.Await;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the snapshot is written. */
class SnapshotTaskTest {
  private final Clients clients = new Clients(10);
  private final TrackerState state =
      new TrackerState(new Swarms(clients, 10, 10, 900_000), clients);

  @TempDir Path folder;

  @Test
  void theLastSnapshotIsNotWrittenBesideOneThatIsUnderWay() throws InterruptedException {
    var file = new SnapshotFile(folder.resolve("snapshot"), state, Directory.empty());
    var begun = new CountDownLatch(1);
    var hanging = new CountDownLatch(1);
    var writes = new AtomicInteger();
    var task =
        new SnapshotTask(
            file,
            () -> 1,
            Duration.ofMillis(1),
            () -> {
              if (writes.incrementAndGet() == 1) {
                begun.countDown();
                awaitQuietly(hanging);
              }
              return Map.of();
            },
            new SimpleMeterRegistry());
    begun.await();

    task.close();

    assertThat(writes).hasValue(1);
    hanging.countDown();
    Await.until("the hanging write has ended", () -> Files.exists(folder.resolve("snapshot")));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
