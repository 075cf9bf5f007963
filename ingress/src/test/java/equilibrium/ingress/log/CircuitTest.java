package equilibrium.ingress.log;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.log.Circuit.State;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CircuitTest {
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final Circuit circuit = new Circuit(Duration.ofMinutes(1).toNanos(), metrics);

  @Test
  void itStartsOpenAndLetsNothingPass() {
    assertThat(circuit.passes()).isFalse();
    assertThat(metrics.get("equilibrium_log_circuit").gauge().value()).isEqualTo(2);
  }

  @Test
  void oneEventTriesAndItsAcknowledgementCloses() {
    circuit.reachable();

    assertThat(circuit.passes()).isTrue();
    assertThat(circuit.passes()).isFalse();
    circuit.acknowledged();

    assertThat(circuit.state()).isEqualTo(State.CLOSED);
    assertThat(circuit.passes()).isTrue();
    assertThat(metrics.get("equilibrium_log_circuit").gauge().value()).isZero();
  }

  @Test
  void aTrialThatFailsOpensAgain() {
    circuit.reachable();
    circuit.passes();

    circuit.failed("no broker");

    assertThat(circuit.state()).isEqualTo(State.OPEN);
  }

  @Test
  void oneFailureAmongAcknowledgementsDoesNotOpen() {
    circuit.reachable();
    circuit.acknowledged();

    circuit.failed("one partition has no leader");

    assertThat(circuit.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void aFailureWithoutAcknowledgementsOpens() {
    var impatient = new Circuit(0, new SimpleMeterRegistry());
    impatient.reachable();
    impatient.acknowledged();

    impatient.failed("no broker");

    assertThat(impatient.isOpen()).isTrue();
  }

  @Test
  void whatIsNeverTriedCloses() {
    circuit.reachable();

    circuit.idle();

    assertThat(circuit.state()).isEqualTo(State.CLOSED);
  }
}
