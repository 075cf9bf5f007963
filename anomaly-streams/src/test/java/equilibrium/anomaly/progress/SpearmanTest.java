package equilibrium.anomaly.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SpearmanTest {

  /** By hand: ranks 1..5 against 2 1 4 3 5, sum of squared differences 4, 1 - 6*4/(5*24) = 0.8. */
  @Test
  void ranksAreCorrelated() {
    long[] x = {10, 20, 30, 40, 50};

    assertThat(Spearman.of(x, new long[] {7, 3, 90, 8, 1_000})).isCloseTo(0.8, within(1e-12));
    assertThat(Spearman.of(x, x)).isCloseTo(1, within(1e-12));
    assertThat(Spearman.of(x, new long[] {5, 4, 3, 2, 1})).isCloseTo(-1, within(1e-12));
    assertThat(Spearman.of(x, new long[] {7, 7, 7, 7, 7})).isZero();
  }

  /** Fisher: atanh(0.6) = 0.693; with n = 15 a correlation of 0 is 2.33 standard errors below. */
  @Test
  void aLowCorrelationNeedsManyIntervals() {
    assertThat(Spearman.isBelow(0, 0.6, 15)).isTrue();
    assertThat(Spearman.isBelow(0, 0.6, 14)).isFalse();
    assertThat(Spearman.isBelow(0.1, 0.6, 15)).isFalse();
  }
}
