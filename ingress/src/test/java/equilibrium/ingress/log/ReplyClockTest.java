package equilibrium.ingress.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReplyClockTest {

  @Test
  void aTimeIsAtMostATenthTooLong() {
    for (long us = 0; us < 60_000_000; us += 1 + us / 50) {
      long shown = ReplyClock.longest(ReplyClock.step(us));

      assertThat(shown).isBetween(us, us + us / 10);
    }
  }

  @Test
  void aStepBeginsWhereTheOneBeforeEnds() {
    for (int step = 0; step < 600; step++) {
      assertThat(ReplyClock.step(ReplyClock.longest(step))).isEqualTo(step);
      assertThat(ReplyClock.step(ReplyClock.longest(step) + 1)).isEqualTo(step + 1);
    }
  }

  @Test
  void whatTookLongerThanAllStepsIsInTheLast() {
    int last = new ReplyClock().counts().length - 1;

    assertThat(ReplyClock.step(Long.MAX_VALUE)).isEqualTo(last);
    assertThat(ReplyClock.step(99_999_999)).isEqualTo(last);
    assertThat(ReplyClock.step(-1)).isZero();
  }
}
