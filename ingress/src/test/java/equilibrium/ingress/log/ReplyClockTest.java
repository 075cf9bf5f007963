package equilibrium.ingress.log;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.member.ProgramFigures.ReplyTimes;
import org.junit.jupiter.api.Test;

class ReplyClockTest {
  private final ReplyClock clock = new ReplyClock();

  @Test
  void aTimeIsAtMostAnEighthTooLong() {
    for (long us = 0; us < 60_000_000; us += 1 + us / 50) {
      long shown = ReplyClock.longest(ReplyClock.step(us));

      assertThat(shown).isBetween(us, us + us / 8);
    }
  }

  @Test
  void aStepBeginsWhereTheOneBeforeEnds() {
    for (int step = 0; step < 150; step++) {
      assertThat(ReplyClock.step(ReplyClock.longest(step))).isEqualTo(step);
      assertThat(ReplyClock.step(ReplyClock.longest(step) + 1)).isEqualTo(step + 1);
    }
  }

  @Test
  void ofAThousandRepliesTheSlowestAreSeenOnce() {
    for (int i = 0; i < 980; i++) {
      clock.add(4_000);
    }
    for (int i = 0; i < 18; i++) {
      clock.add(15_999);
    }
    clock.add(1_000_000_000);
    clock.add(1_000_000_000);

    assertThat(clock.take())
        .isEqualTo(new ReplyTimes(4, 15, ReplyClock.longest(ReplyClock.step(1_000_000))));
    assertThat(clock.take()).isNull();
    clock.add(Long.MAX_VALUE);
    assertThat(clock.take())
        .satisfies(times -> assertThat(times.p50Us()).isGreaterThan(60_000_000));
  }
}
