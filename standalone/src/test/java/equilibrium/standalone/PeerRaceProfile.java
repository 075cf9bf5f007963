package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.standalone.command.Equilibrium;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code bench peer-race}, the smallest there is. Name it alone: this JVM must not have loaded
 * RocksDB (peer/README.md, Limits).
 */
class PeerRaceProfile {
  @TempDir Path folder;

  @Test
  void realPeersRaceWithTiersThatTheyHaveEarned() {
    var json = folder.resolve("downloads.json");
    var picture = folder.resolve("picture.svg");
    var printed =
        Printed.by(() ->
            Equilibrium.command(Map.of())
                .execute(
                    "bench",
                    "peer-race",
                    "--peers=20",
                    "--races=1",
                    "--pace=30",
                    "--policies=tier-backoff,random",
                    "--json=" + json,
                    "--svg=" + picture));

    assertThat(printed.exitCode()).as(printed.out() + printed.err()).isZero();
    assertThat(printed.out())
        .containsPattern("\\d+ clients have earned tiers in \\d+ hours of the tracker: \\[")
        .containsPattern("\\| real \\| `tier-backoff` \\| [\\d.]+ \\(")
        .containsPattern("\\| simulated \\| `random` \\| [\\d.]+ \\(")
        .doesNotContain("complaints");
    assertThat(json).content().hasLineCount(4 * 12);
    assertThat(picture).content().startsWith("<svg ");
  }

  @Test
  void moreThanTheMachineCarriesIsRefused() {
    var printed =
        Printed.by(() -> Equilibrium.command(Map.of()).execute("bench", "peer-race", "--peers=41"));

    assertThat(printed.exitCode()).isEqualTo(1);
    assertThat(printed.err()).contains("--peers is 41, expected 20 to 40");
  }
}
