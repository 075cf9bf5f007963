package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.standalone.command.Equilibrium;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code bench scoring} refuses. */
class ScoringCommandTest {
  @Test
  void anImpossibleLoadIsRefused() {
    var printed =
        Printed.by(() -> Equilibrium.command(Map.of()).execute("bench", "scoring", "--clients=0"));

    assertThat(printed.exitCode()).isEqualTo(1);
    assertThat(printed.err()).contains("--clients is 0, expected 1 to 100000000");
  }
}
