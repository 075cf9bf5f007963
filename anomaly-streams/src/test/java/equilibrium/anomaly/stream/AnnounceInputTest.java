package equilibrium.anomaly.stream;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.rules.DetectionRules;
import equilibrium.anomaly.stream.Input.Read;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.event.Position;
import equilibrium.testing.event.SampleEvents;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnnounceInputTest {

  /** A client is told real seconds, 1800 in the sample; times of announces are the tracker's. */
  @ParameterizedTest
  @CsvSource({"1, 1800000", "1800, 3240000000"})
  void intervalsAreInTheTimeOfTheTracker(int factor, long intervalMs) {
    var input = new AnnounceInput(DetectionRules.V1, new TimeScale(factor));
    var read = new Read(SampleEvents.announced().build(), SampleEvents.NOW, new Position(0, 0L));

    var seen = requireNonNull(input.of(read));

    assertThat(seen.intervalMs()).isEqualTo(intervalMs);
  }
}
