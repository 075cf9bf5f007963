package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.standalone.command.Equilibrium;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScoringProfile {
  @Test
  void scoringIsMeasuredOnADayOfItsOwn() {
    var printed =
        Printed.by(() ->
            Equilibrium.command(Map.of())
                .execute("bench", "scoring", "--clients=2000", "--scale=9000"));

    assertThat(printed.exitCode()).as(printed.err()).isZero();
    assertThat(printed.out())
        .contains("5,000 announces of 2,000 clients are in the log")
        .containsPattern("all of it: +[\\d,]+ announces in .* us of CPU each, .* a second and core")
        .containsPattern("records read: [\\d.]+ for each announce, [\\d,]+ a second and core")
        .containsPattern("records written: [\\d.]+ for each announce, [\\d,]+ a second and core")
        .containsPattern("\\d+ MiB of memory, and \\d+ MiB of files in .*; \\d+ MiB of state")
        .containsPattern("cuts \\[.*] of [\\d,]+ clients");
  }
}
