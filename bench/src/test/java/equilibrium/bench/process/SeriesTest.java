package equilibrium.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeriesTest {
  private static final String PAGE =
      """
      # TYPE offset_seconds gauge
      offset_seconds_of_another 7.0
      offset_seconds -3.5
      steps_total{direction="back"} 0.0
      steps_total{direction="forward"} 2.0
      """;

  @Test
  void theValueIsThatOfTheSeriesWithTheseLabels() {
    assertThat(Series.value(PAGE, "offset_seconds")).hasValue(-3.5);
    assertThat(Series.value(PAGE, "steps_total{direction=\"forward\"}")).hasValue(2);
  }

  @Test
  void aSeriesThatThePageDoesNotHaveHasNoValue() {
    assertThat(Series.value(PAGE, "steps_total")).isEmpty();
  }
}
