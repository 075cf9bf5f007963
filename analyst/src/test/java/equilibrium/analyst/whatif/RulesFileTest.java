package equilibrium.analyst.whatif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.platform.Fault;
import equilibrium.scoring.rules.ScoreRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesFileTest {

  @Test
  void whatAFileDoesNotSayIsAsInForce() {
    var rules =
        RulesFile.parse(
            "rules.toml",
            """
            version = 1001
            [score]
            seeding-time = 350
            recent-seeding-size = 300
            [cuts]
            quantiles = [0.40, 0.70, 0.90]
            """);

    assertThat(rules.score()).isEqualTo(new ScoreRules(300, 14, 150, 10, 350, 8, 200));
    assertThat(rules.quantiles()).containsExactly(0.4, 0.7, 0.9);
    assertThat(RulesFile.parse("rules.toml", "version = 1000").score()).isEqualTo(ScoreRules.V2);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "version = 3 | version is missing or below 1000",
        "[score] | version is missing or below 1000",
        "version = 1000\\nscore.seeding = 1 | has score.seeding, which cannot be asked for",
        "version = 1000\\nscore.seeding-time = 900 | expected 0 or more each and at most 1000",
        "version = 1000\\nscore.seeding-time = 1.5 | score.seeding-time is 1.5, expected a whole",
        "version = 1000\\nscore.ratio = \"x\" | score.ratio is x, expected a number",
        "version = 1000\\nscore.seeding-time-doublings = 0 | expected more than 0 and at most 64",
        "version = 1000\\ncuts.quantiles = [0.9, 0.5, 0.95] | three ascending shares",
        "version = 1000\\ncuts.quantiles = [0.5] | three ascending shares",
        "version = 1000\\ncuts.quantiles = 0.5 | three ascending shares",
        "version = 1000\\ncuts.quantiles = [0.5, nan, 0.9] | three ascending shares",
        "version 1000 | rules.toml: "
      })
  void aWrongFileIsRefusedWithItsFault(String text, String fault) {
    assertThatThrownBy(() -> RulesFile.parse("rules.toml", text.replace("\\n", "\n")))
        .isInstanceOf(Fault.class)
        .hasMessageContaining(fault);
  }
}
