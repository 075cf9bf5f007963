package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.standalone.command.Equilibrium;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultProfile {
  @TempDir Path folder;

  @Test
  void nothingAcknowledgedIsLostWhenProcessesAreKilledAndFrozen() throws Exception {
    var results = folder.resolve("results.md");

    var printed =
        Printed.by(() ->
            Equilibrium.command(Map.of())
                .execute("bench", "faults", "--quick", "--results=" + results));

    assertThat(printed.exitCode()).as(printed.out() + printed.err()).isZero();
    assertThat(cells(results, "quick")).containsSubsequence("0", "0", "0", "equal");
  }

  @Test
  void anUnknownScenarioIsRefused() {
    var printed =
        Printed.by(() -> Equilibrium.command(Map.of()).execute("bench", "faults", "--only=flood"));

    assertThat(printed.exitCode()).isEqualTo(1);
    assertThat(printed.err()).contains("no scenario flood, expected one of [quick, ");
  }

  /** The cells of a row of the table. */
  private static List<String> cells(Path table, String name) throws Exception {
    return Files.readAllLines(table).stream()
        .filter(line -> line.startsWith("| " + name + " "))
        .flatMap(line -> List.of(line.split("\\|", -1)).stream())
        .map(String::strip)
        .toList();
  }
}
