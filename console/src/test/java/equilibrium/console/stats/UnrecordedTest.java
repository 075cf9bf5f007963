package equilibrium.console.stats;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.console.vitals.VitalsHistory;
import equilibrium.schemas.event.Vitals;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UnrecordedTest {
  private static final long OWN = 1;
  private static final long OTHER = 2;

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final VitalsHistory vitals = new VitalsHistory();
  private final Unrecorded unrecorded =
      new Unrecorded(metrics, new Unrecorded.Others(vitals, Set.of(OWN)));

  @Test
  void withoutAnIngressNothingIsKnown() {
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

  /** What a node of this process says is counted by its counter already. */
  @Test
  void othersSayThemselvesWhatTheyDidNotRecord() {
    long nowMs = System.currentTimeMillis();
    say(OTHER, nowMs - 1_200_000, 10);
    say(OTHER, nowMs - 1_195_000, 15);
    say(OTHER, nowMs - 35_000, 15);
    say(OTHER, nowMs - 30_000, 18);
    say(OWN, nowMs - 35_000, 0);
    say(OWN, nowMs - 30_000, 100);

    assertThat(unrecorded.last(60)).isEqualTo(3);
    assertThat(unrecorded.lastHour()).isEqualTo(8);
  }

  private void say(long node, long atMs, long notRecorded) {
    var said =
        Vitals.newBuilder()
            .setNode(node)
            .setProgram("ingress")
            .setBoot(1)
            .setAtMs(atMs)
            .setNotRecorded(notRecorded)
            .build();
    vitals.take(node, said, atMs);
  }
}
