package equilibrium.console.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class UnrecordedTest {
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final Unrecorded unrecorded = new Unrecorded(metrics);

  @Test
  void withoutAnIngressInTheProcessNothingIsKnown() {
    unrecorded.read();

    assertThat(unrecorded.lastHour()).isNull();
    assertThat(unrecorded.last(60)).isZero();
  }

  @Test
  void onlyTheLastHourCounts() {
    var counter = metrics.counter("equilibrium_events_total", "outcome", "unrecorded");
    counter.increment(5);
    unrecorded.read();
    counter.increment(3);
    for (int second = 0; second < 3_600; second++) {
      unrecorded.read();
    }
    assertThat(unrecorded.lastHour()).isEqualTo(3);
    assertThat(unrecorded.last(60)).isZero();

    counter.increment(2);
    unrecorded.read();

    assertThat(unrecorded.last(60)).isEqualTo(2);
    assertThat(unrecorded.lastHour()).isEqualTo(2);
  }
}
