package equilibrium.console.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.console.live.Hub;
import equilibrium.console.problem.Refused;
import equilibrium.console.shape.Verdict;
import equilibrium.platform.drill.DrillParts;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DrillReportsTest {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Verdict GOOD = new Verdict("good", "all is well", List.of());
  private static final Verdict BAD = new Verdict("bad", "Kafka is away", List.of());

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final AtomicInteger up = new AtomicInteger(1);
  private final DrillParts parts = new DrillParts();
  private final DrillReports reports = new DrillReports(parts, metrics, new Hub(1));

  @Test
  void aCardHasTheCountsTheWorstVerdictAndTheRecovery() {
    var outage = parts.add("kafka");
    Gauge.builder("equilibrium_kafka_up", up::get).register(metrics);
    metrics.counter("equilibrium_events_total", "outcome", "recorded").increment(5);
    metrics.counter("equilibrium_events_total", "outcome", "unrecorded").increment(1);

    var begun = reports.begin("kafka", LONG, "desk");
    metrics.counter("equilibrium_events_total", "outcome", "recorded").increment(2);
    metrics.counter("equilibrium_events_total", "outcome", "unrecorded").increment(3);
    up.set(0);
    reports.see(BAD);
    assertThat(outage.isOn()).isTrue();
    reports.end("kafka");
    reports.see(GOOD);
    var recovering = reports.board().drills().getFirst();
    up.set(1);
    reports.see(GOOD);
    var over = reports.board().drills().getFirst();

    assertThat(outage.isOn()).isFalse();
    assertThat(begun.state()).isEqualTo("running");
    assertThat(begun.answered()).isZero();
    assertThat(recovering.state()).isEqualTo("recovering");
    assertThat(recovering.recoverySeconds()).isNull();
    assertThat(over.state()).isEqualTo("over");
    assertThat(over.recoverySeconds()).isNotNegative();
    assertThat(over.answered()).isEqualTo(5);
    assertThat(over.notRecorded()).isEqualTo(3);
    assertThat(over.worst()).isEqualTo("bad");
    assertThat(over.worstText()).isEqualTo("Kafka is away");
    assertThat(over.by()).isEqualTo("desk");
  }

  @Test
  void aDrillEndsByItsOwnTime() {
    var outage = parts.add("kafka");

    var _ = reports.begin("kafka", Duration.ZERO, "desk");
    reports.see(GOOD);

    assertThat(outage.isOn()).isFalse();
    assertThat(reports.board().drills().getFirst().state()).isEqualTo("over");
  }

  @Test
  void oneDrillRunsAtATime() {
    parts.add("kafka");
    parts.add("scoring");
    var _ = reports.begin("kafka", LONG, "desk");

    assertThatThrownBy(() -> reports.begin("scoring", LONG, "ben"))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("a drill keeps kafka stopped until");
    assertThat(parts.add("scoring").isOn()).isFalse();

    reports.end("kafka");
    var next = reports.begin("scoring", LONG, "ben");
    assertThat(next.state()).isEqualTo("running");
    assertThat(reports.board().drills().getLast().state()).isEqualTo("over");
  }

  @Test
  void aPartThatThereIsNotIsRefusedWithThoseThatThereAre() {
    parts.add("kafka");

    assertThatThrownBy(() -> reports.begin("broker", LONG, "desk"))
        .hasMessageContaining("\"broker\", expected one of: kafka");
    assertThatThrownBy(() -> reports.end("kafka")).hasMessageContaining("no drill keeps kafka");
  }
}
