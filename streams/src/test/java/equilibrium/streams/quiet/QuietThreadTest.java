package equilibrium.streams.quiet;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.testing.Await;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class QuietThreadTest {
  private static final Duration SHORT = Duration.ofMillis(100);

  @Test
  void aThreadWaitsLongerOnceItIsQuiet() {
    QuietThread.end();
    long beganNs = System.nanoTime();
    var first = QuietThread.wait(SHORT);
    boolean isSoon = System.nanoTime() - beganNs < Duration.ofMillis(900).toNanos();
    if (isSoon) { // else the machine has stalled
      assertThat(first).isEqualTo(SHORT);
    }

    Await.until("it is quiet", () -> QuietThread.wait(SHORT).equals(QuietThread.WAIT));

    assertThat(QuietThread.wait(Duration.ofMinutes(1))).isEqualTo(Duration.ofMinutes(1));
  }
}
