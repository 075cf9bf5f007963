package equilibrium.scoring;

import static equilibrium.scoring.Announces.GIB;
import static equilibrium.scoring.Announces.leeches;
import static equilibrium.scoring.Announces.seeds;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.TimeScale;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoringTopologyTest {
  @TempDir private Path data;
  private final Announces announces = new Announces();

  /** Stores and internal topics hold what nobody else knows: renaming one loses it. */
  @Test
  void theShapeIsTheDeployedOne() throws IOException {
    var shape = new ScoringTopology(TimeScale.REAL, ScoringRules.V1).build().describe().toString();

    assertThat(shape).isEqualToIgnoringWhitespace(text("/scoring-topology.txt"));
  }

  @Test
  void anAnnounceBecomesAContributionABalanceAndAStanding() {
    try (var log = new Log(data)) {
      log.append(announces.by(leeches(0, 0, GIB)));
      log.append(announces.by(2, 2, 2, seeds(0, 0)));
      log.append(announces.by(leeches(1_800, GIB, 0)));

      var contributions = log.read(Topics.CONTRIBUTIONS);
      assertThat(contributions)
          .extracting(c -> c.getKind())
          .containsExactly(Step.FIRST, Step.FIRST, Step.NORMAL);
      assertThat(contributions.getLast().getDownloaded()).isEqualTo(GIB);
      assertThat(log.read(Topics.SWARM_BALANCES).getLast().getDownloaded()).isEqualTo(GIB);
      assertThat(log.read(Topics.CLIENT_STANDINGS)).hasSize(3);
      assertThat(log.read(Topics.TIER_CUTS)).isNotEmpty();
    }
  }

  static String text(String resource) throws IOException {
    try (var in = ScoringTopologyTest.class.getResourceAsStream(resource)) {
      return new String(
          Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
