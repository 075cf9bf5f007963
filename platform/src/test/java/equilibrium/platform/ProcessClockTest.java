package equilibrium.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clock of a process whose system clock is set. */
class ProcessClockTest {
  private static final long START = 1_800_000_000_000L;
  private static final long HOUR = 3_600_000;

  private long systemMs = START;
  private long nanos = 5;
  private final ProcessClock clock = new ProcessClock(() -> systemMs, () -> nanos);

  @ParameterizedTest
  @ValueSource(longs = {500, 1_500, 210_000, HOUR, 24 * HOUR})
  void aStepBackNeverShows(long stepMs) {
    pass(10);
    long last = clock.nowMs();

    systemMs -= stepMs;

    for (int i = 0; i < 100_000; i++) {
      pass(i % 100);
      assertThat(clock.nowMs()).isGreaterThanOrEqualTo(last);
      last = clock.nowMs();
    }
  }

  @Test
  void afterAStepBackItRunsSlowerUntilTheSystemClockHasCaughtUp() {
    systemMs -= 210_000;
    assertThat(clock.nowMs()).isEqualTo(START);

    passInSeconds(400_000);
    assertThat(clock.nowMs()).isBetween(START + 290_000, START + 310_000);
    passInSeconds(500_000);

    assertThat(clock.nowMs()).isEqualTo(systemMs);
    assertThat(clock.stepsBack()).hasValue(1);
  }

  @Test
  void aStepForwardIsFollowedAndCounted() {
    systemMs += HOUR;

    assertThat(clock.nowMs()).isEqualTo(START + HOUR);
    assertThat(clock.stepsForward()).hasValue(1);
  }

  @Test
  void elapsedTimeKnowsNoSteps() {
    long before = clock.elapsedUs();

    systemMs -= HOUR;
    pass(7);

    assertThat(clock.elapsedUs() - before).isEqualTo(7_000);
  }

  @Test
  void slowDriftIsNoStep() {
    for (int i = 0; i < 10_000; i++) {
      pass(1_000);
      systemMs += i % 3 == 0 ? 1 : 0;
      assertThat(clock.nowMs()).isEqualTo(systemMs);
    }

    assertThat(clock.stepsBack()).hasValue(0);
    assertThat(clock.stepsForward()).hasValue(0);
  }

  private void pass(long ms) {
    systemMs += ms;
    nanos += ms * 1_000_000;
  }

  private void passInSeconds(long ms) {
    for (long passed = 0; passed < ms; passed += 1_000) {
      pass(1_000);
      var _ = clock.nowMs();
    }
  }
}
