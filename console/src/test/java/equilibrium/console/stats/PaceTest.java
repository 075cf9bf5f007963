package equilibrium.console.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {

  @ParameterizedTest
  @CsvSource({
    "2, 1, 0, 10000",
    "2, 1, 200, 10000",
    "2, 1, 201, 10050",
    "2, 1, 3000, 150000",
    "2, 6, 3000, 900000",
    "50, 1, 3000, 10000"
  })
  void whatTakesLongIsComputedRarely(int percent, int sharers, long tookMs, long waitMs) {
    var pace = new Pace(percent, sharers);

    assertThat(pace.after(Duration.ofMillis(tookMs), Duration.ofMillis(tookMs)))
        .isEqualTo(Duration.ofMillis(waitMs));
  }

  @Test
  void aTimeThatWasLongOnceIsNotTheUsualOne() {
    var pace = new Pace(2, 1);

    assertThat(pace.after(Duration.ofSeconds(3), Duration.ZERO)).isEqualTo(Duration.ofSeconds(10));
    assertThat(pace.after(Duration.ofMillis(300), Duration.ofSeconds(3)))
        .isEqualTo(Duration.ofSeconds(15));
    assertThat(pace.after(Duration.ofSeconds(3), Duration.ofMillis(300)))
        .isEqualTo(Duration.ofSeconds(15));
  }
}
