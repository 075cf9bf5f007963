package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.testing.Await;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A laptop that sleeps stops all programs, and starts them again in the middle of their work. */
class FrozenProfile {
  private static final String INFO_HASH = "a".repeat(20);

  @TempDir Path folder;

  @Test
  void aTrackerThatWasFrozenGoesOnWithAllItsPrograms() throws Exception {
    try (var up = UpProcess.start(folder.resolve("data"), folder.resolve("output"))) {
      for (int seconds : new int[] {5, 20}) {
        var peer = new TestPeer(up.announceUrl(), null, "before" + seconds, 1000 + seconds);
        peer.announce(INFO_HASH, "event=started&left=0");

        up.signal("STOP");
        long stoppedNs = System.nanoTime();
        Await.until("it is frozen for long enough", () -> isPast(stoppedNs, seconds));
        up.signal("CONT");

        var after = new TestPeer(up.announceUrl(), null, "after" + seconds, 2000 + seconds);
        after.awaitRecorded(INFO_HASH);
        Await.until("all programs run", () -> programsUp(up) == 3);
        assertThat(up.isAlive()).isTrue();
      }
    }
  }

  private static boolean isPast(long fromNs, int seconds) {
    return System.nanoTime() - fromNs > TimeUnit.SECONDS.toNanos(seconds);
  }

  private static int programsUp(UpProcess up) throws Exception {
    var status = up.status();
    var programs = status.substring(status.indexOf("\"programs\":"));
    return programs.split("\"up\":true", -1).length - 1;
  }
}
