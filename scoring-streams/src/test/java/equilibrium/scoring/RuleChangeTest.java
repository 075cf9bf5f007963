package equilibrium.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.Settings;
import equilibrium.scoring.rules.RulesFile;
import equilibrium.scoring.rules.ScoringRules;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleChangeTest {
  private static final Map<String, String> VERSION = Map.of("version", "1000");

  @Test
  void weightsAndCutsAreShownBySums() {
    var other = asked(Map.of("score.ratio", "100", "cuts.quantiles", "0.4,0.7,0.9"));

    var change = RuleChange.between(ScoringRules.V3, other);

    assertThat(other).isNotEqualTo(ScoringRules.V3);
    assertThat(change.credits()).isEmpty();
    assertThat(change.steps()).isEmpty();
  }

  @ParameterizedTest(name = "{0} = {1}: {2}")
  @CsvSource({
    "sessions.backstep, 16MiB, sessions",
    "sessions.seeded, 30m, sessions",
    "episodes.gap, 2h, episodes",
    "episodes.sigma-percent, 10, episodes",
    "episodes.credible-bytes, 1GiB, episodes",
    "worth.full, 3d, worth.full and worth.none",
    "worth.none, 60d, worth.full and worth.none"
  })
  void stepsAreShownByAnnouncesOnly(String key, String value, String changed) {
    var change = RuleChange.between(ScoringRules.V3, asked(Map.of(key, value)));

    assertThat(change.steps()).containsExactly(changed);
    assertThat(change.credits()).isEmpty();
  }

  private static ScoringRules asked(Map<String, String> values) {
    return RulesFile.asked(new Settings(VERSION, null, Map.of(), values));
  }
}
