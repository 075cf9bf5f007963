package equilibrium.console.stats;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.TimeScale;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MembersTest {
  /** Reports come every 30 s of the tracker's time, and no more often than every 2 s. */
  @ParameterizedTest
  @CsvSource({
    "1,    0,         here",
    "1,    75_000,    here",
    "1,    75_001,    late",
    "1,    120_000,   late",
    "1,    120_001,   missing",
    "10,   75_009,    here",
    "10,   75_010,    late",
    "10,   120_009,   late",
    "10,   120_010,   missing",
    "1000, 5_000_999, here",
    "1000, 5_001_000, late",
    "1000, 8_000_999, late",
    "1000, 8_001_000, missing",
  })
  void aProgramIsHereThenLateThenMissing(int scale, String silentMs, String state) {
    var silent = Duration.ofMillis(Long.parseLong(silentMs.replace("_", "")));

    assertThat(Members.state(new TimeScale(scale), silent)).isEqualTo(state);
  }
}
