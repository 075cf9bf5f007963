package equilibrium.ingress.log;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.answer.ProcessContext;
import equilibrium.platform.Node;
import equilibrium.platform.TimeScale;
import equilibrium.platform.TrackerClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** By which time peers expire while the clock of the node is wrong. */
class SilenceClockTest {
  private static final long START = 1_800_000_000_000L;
  private static final long HOUR = 3_600_000;
  private static final Duration LIFETIME = Duration.ofMinutes(70);

  private final ClockCheck check = new ClockCheck(new SimpleMeterRegistry());
  private long elapsedMs;
  private long aheadMs;

  private final TrackerClock clock =
      new TrackerClock() {
        @Override
        public long nowMs() {
          return START + elapsedMs + aheadMs;
        }

        @Override
        public long elapsedUs() {
          return elapsedMs * 1000;
        }
      };

  private final SilenceClock silence =
      new SilenceClock(new ProcessContext(new Node(1, 2), clock, TimeScale.REAL), check, LIFETIME);

  @Test
  void whileTheClockIsRightItIsTheTrackersTime() {
    check.measured(START - 1, START + 1, START);
    elapsedMs = HOUR;

    assertThat(silence.nowMs()).isEqualTo(START + HOUR);
  }

  @Test
  void aStepForwardIsFollowedWhenEveryPeerHasAnnouncedByTheNewTime() {
    assertThat(silence.nowMs()).isEqualTo(START);
    aheadMs = 24 * HOUR;
    elapsedMs = 1_000;
    assertThat(silence.nowMs()).isEqualTo(START + 1_000);

    elapsedMs = LIFETIME.toMillis();
    assertThat(silence.nowMs()).isEqualTo(START + LIFETIME.toMillis());
    elapsedMs = LIFETIME.toMillis() + 1_001;

    assertThat(silence.nowMs()).isEqualTo(clock.nowMs());
  }

  @Test
  void stepsForwardAndBackAgainLeaveNothing() {
    aheadMs = HOUR;
    assertThat(silence.nowMs()).isEqualTo(START);
    aheadMs = 0;

    assertThat(silence.nowMs()).isEqualTo(START);
    elapsedMs = HOUR;
    assertThat(silence.nowMs()).isEqualTo(START + HOUR);
  }

  @Test
  void aClockThatStaysAheadOfKafkasEndsNoPeersOfOtherNodes() {
    aheadMs = 24 * HOUR;
    assertThat(silence.nowMs()).isEqualTo(START);
    check.measured(clock.nowMs() - 1, clock.nowMs() + 1, START);

    elapsedMs = 2 * LIFETIME.toMillis();

    assertThat(silence.nowMs()).isBetween(START + elapsedMs, START + elapsedMs + 2);
  }

  @Test
  void aClockThatIsBehindEndsNoPeersOfThisNode() {
    check.measured(START - 1, START + 1, START + 24 * HOUR);

    assertThat(silence.nowMs()).isEqualTo(clock.nowMs());
  }
}
