package equilibrium.scoring.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.platform.Fault;
import equilibrium.scoring.rules.ClientRules.HalfLives;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesFileTest {
  private static final Path DOCUMENTED = Path.of("../docs/operate/scoring-rules.toml");
  private static final long DAY = 86_400;

  @TempDir private Path folder;

  @Test
  void valuesOfTheFileAreInForceAndTheOthersAreAsShipped() throws IOException {
    var rules =
        read(
            """
            version = 1001
            [score]
            seeding-time = 350
            recent-seeding-size = 300
            average-seeding-size-doublings = 12.5
            [half-lives]
            recent = "14d"
            [cuts]
            quantiles = [0.40, 0.70, 0.90]
            """);

    var shipped = ScoringRules.V3;
    assertThat(rules)
        .isEqualTo(
            shipped.with(
                1_001,
                new ScoreRules(300, 14, 150, 12.5, 350, 8, 200),
                new HalfLives(14 * DAY, 30 * DAY, 90 * DAY),
                List.of(0.4, 0.7, 0.9)));
    assertThat(rules.sessions()).isEqualTo(shipped.sessions());
    assertThat(rules.episodes()).isEqualTo(shipped.episodes());
  }

  @Test
  void aFileWithAVersionAloneGivesTheShippedValues() throws IOException {
    var rules = read("version = 1000");

    assertThat(rules.version()).isEqualTo(1_000);
    assertThat(rules.score()).isEqualTo(ScoreRules.V2);
    assertThat(rules.clients()).isEqualTo(ScoringRules.V3.clients());
    assertThat(rules.cuts()).isEqualTo(ScoringRules.V3.cuts());
  }

  /** Each of its lines but the headings is a value. */
  @Test
  void theDocumentedFileHasAllKeysWithTheShippedValues() throws IOException {
    var text = Files.readString(DOCUMENTED);

    var rules = RulesFile.read(DOCUMENTED);

    var shipped = ScoringRules.V3;
    assertThat(rules)
        .isEqualTo(
            shipped.with(
                1_000, shipped.score(), shipped.clients().halfLives(), shipped.cuts().quantiles()));
    assertThat(text.lines().filter(line -> line.matches("[a-z-]+ = .*"))).hasSize(12);
  }

  @Test
  void theNameTellsOtherValuesOfTheSameVersionApart() throws IOException {
    var name = read("version = 1000\nscore.ratio = 100").name();

    assertThat(name).matches("1000-[0-9a-f]{8}");
    assertThat(read("version = 1000\nscore.ratio = 100").name()).isEqualTo(name);
    assertThat(read("version = 1000\nscore.ratio = 101").name()).isNotEqualTo(name);
    assertThat(read("version = 1000\nhalf-lives.bytes = '91d'").name())
        .isNotEqualTo(read("version = 1000").name());
    assertThat(read("version = 1000\ncuts.quantiles = [0.25, 0.5, 0.76]").name())
        .isNotEqualTo(read("version = 1000").name());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "version = 3 | version is \"3\", expected a whole number from 1000 on",
        "[score] | version is \"0\", expected a whole number from 1000 on",
        "version = 1000\\nscore.seeding = 1 | line 2: unknown key score.seeding",
        "version = 1000\\nsessions.lifetimeMs = 1 | line 2: unknown key sessions.lifetimeMs",
        "version = 1000\\nscore.seeding-time = 900 | [score] has parts of 400, 150, 900 and 200 points, expected 0 or more each and at most 1000",
        "version = 1000\\nscore.seeding-time = 1.5 | score.seeding-time is \"1.5\", expected a whole number from 0 to 1000",
        "version = 1000\\nscore.ratio = \"x\" | score.ratio is \"x\", expected a whole number from 0 to 1000",
        "version = 1000\\nscore.seeding-time-doublings = 0 | score.seeding-time-doublings is \"0\", expected a number above 0 and at most 64",
        "version = 1000\\nscore.seeding-time-doublings = 65 | \"65\", expected a number above 0 and at most 64",
        "version = 1000\\nscore.seeding-time-doublings = \"many\" | \"many\", expected a number above 0 and at most 64",
        "version = 1000\\nhalf-lives.recent = 7 | half-lives.recent is \"7\", expected a duration from 1h to 365d",
        "version = 1000\\nhalf-lives.time = \"0s\" | half-lives.time is \"0s\", expected a duration from 1h to 365d",
        "version = 1000\\ncuts.quantiles = [0.9, 0.5, 0.95] | [cuts] has quantiles of [0.9, 0.5, 0.95], expected 3 ascending shares between 0 and 1",
        "version = 1000\\ncuts.quantiles = [0.5] | expected 3 ascending shares",
        "version = 1000\\ncuts.quantiles = 0.5 | expected 3 ascending shares",
        "version = 1000\\ncuts.quantiles = [0.0, 0.5, 0.9] | expected 3 ascending shares",
        "version = 1000\\ncuts.quantiles = [0.2, 0.5, 1.0] | expected 3 ascending shares",
        "version = 1000\\ncuts.quantiles = [0.5, nan, 0.9] | expected 3 ascending shares",
        "version = 1000\\ncuts.quantiles = [0.5, 0.7, \"x\"] | expected 3 ascending shares",
        "version = 1000\\nworth.least-need = 0.5 | line 2: unknown key worth.least-need",
        "version 1000 | line 1: "
      })
  void aWrongFileIsRefusedWithItsFault(String text, String fault) {
    assertThatThrownBy(() -> read(text.replace("\\n", "\n")))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("rules.toml")
        .hasMessageContaining(fault);
  }

  @Test
  void allProblemsAreNamedAtOnce() {
    assertThatThrownBy(() -> read("version = 1\nscore.ratio = -1\nx = 1"))
        .hasMessageContaining("version is \"1\"")
        .hasMessageContaining("score.ratio is \"-1\"")
        .hasMessageContaining("unknown key x");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> RulesFile.read(folder.resolve("none.toml")))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("none.toml: cannot be read");
  }

  private ScoringRules read(String text) throws IOException {
    return RulesFile.read(Files.writeString(folder.resolve("rules.toml"), text));
  }
}
