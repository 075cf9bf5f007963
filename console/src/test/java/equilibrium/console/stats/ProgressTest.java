package equilibrium.console.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final long SECOND = 1_000_000_000L;

  private final Progress progress = new Progress();

  @Test
  void theRateIsThatOfTheLastHalfMinute() {
    for (int second = 0; second < 40; second++) {
      progress.add(second * SECOND, Map.of(0, 1_000L + 10L * second, 1, 5L * second));
    }
    for (int second = 40; second <= 80; second++) {
      progress.add(second * SECOND, Map.of(0, 1_400L, 1, 200L));
    }

    assertThat(progress.perSecond()).isZero();
  }

  @Test
  void recordsOfAllPartitionsCount() {
    for (int second = 0; second < 40; second++) {
      progress.add(second * SECOND, Map.of(0, 10L * second, 1, 5L * second));
    }

    assertThat(progress.perSecond()).isCloseTo(15, within(0.01));
  }

  @Test
  void aReaderIsAsLateAsItsFirstUnreadRecordIsOld() {
    for (int second = 0; second < 100; second++) {
      progress.add(second * SECOND, Map.of(0, 10L * second));
    }

    assertThat(progress.age(0)).isZero();
    assertThat(progress.age(200)).isCloseTo(20, within(1.0));
    assertThat(progress.age(1_000_000)).isCloseTo(99, within(1.0));
  }

  @Test
  void aReaderLagsByWhatItHasNotRead() {
    assertThat(Progress.lag(Map.of(0, 10L, 1, 20L), Map.of(0, 7L, 1, 20L))).isEqualTo(3);
    assertThat(Progress.lag(Map.of(0, 10L), Map.of())).isNull();
    assertThat(Progress.lag(Map.of(0, 10L), null)).isNull();
  }
}
