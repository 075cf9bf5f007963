package equilibrium.console.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {

  @ParameterizedTest
  @CsvSource({"2, 0, 10000", "2, 200, 10000", "2, 201, 10050", "2, 3000, 150000", "50, 3000, 10000"})
  void whatTakesLongIsComputedRarely(int percent, long tookMs, long waitMs) {
    var pace = new Pace(percent);

    assertThat(pace.after(Duration.ofMillis(tookMs))).isEqualTo(Duration.ofMillis(waitMs));
  }
}
