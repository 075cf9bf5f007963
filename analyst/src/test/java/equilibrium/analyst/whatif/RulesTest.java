package equilibrium.analyst.whatif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.anomaly.AnomalyConfig;
import equilibrium.platform.Fault;
import equilibrium.platform.Settings;
import equilibrium.scoring.rules.RulesFile;
import equilibrium.scoring.rules.ScoringRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesTest {
  private static final Path DOCUMENTED = Path.of("../docs/analyse/whatif-rules.toml");
  private static final AnomalyConfig DETECTION =
      AnomalyConfig.from(new Settings(null, Map.of(), Map.of()));

  @TempDir private Path folder;

  /** Each of its lines but headings and comments is a value. */
  @Test
  void theDocumentedFileHasAllKeysWithTheShippedValues() throws IOException {
    var values = Files.readString(DOCUMENTED).lines().filter(line -> line.matches("[\\w-]+ = .*"));
    var known = new Settings(null, Map.of(), Map.of());
    var _ = RulesFile.asked(known);
    var _ = DETECTION.asked(known);

    var rules = Rules.read(DOCUMENTED, DETECTION);

    assertThat(rules.detection()).isEqualTo(DETECTION);
    assertThat(rules.scoring()).isEqualTo(read("version = 1000").scoring());
    assertThat(values).hasSameSizeAs(known.described());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "version = 3 | version is \"3\", expected a whole number from 1000 on",
        "version = 1000\\n[worth]\\nmost = 2 | unknown key worth.most; expected one of worth.rare-seeders, worth.least-need,",
        "version = 1000\\n[anomaly.T2]\\nmisses = 2 | unknown key anomaly.T2.misses; expected one of anomaly.T2.announces",
        "version = 1000\\n[anomaly.A2]\\nweight = 2 | unknown key anomaly.A2.weight; expected version, or a section of [anomaly.E1], [anomaly.E2]",
        "version = 1000\\nratio = 2 | unknown key ratio; expected one of version",
        "version = 1000\\n[anomaly.T2]\\nannounces = 'x' | anomaly.T2.announces is \"x\", expected a number"
      })
  void aWrongFileIsRefusedWithItsFault(String text, String fault) {
    assertThatThrownBy(() -> read(text.replace("\\n", "\n")))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("rules.toml")
        .hasMessageContaining(fault);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        " | SUMS | the sums in client-standings show what other weights and cuts do",
        "score.ratio = 100 | SUMS | the sums in client-standings show what other weights and cuts do",
        "half-lives.recent = '14d' | CONTRIBUTIONS | half-lives: contributions show what that does, sums do not",
        "swarms.held = '1GiB'\\nworth.most-need = 1 | CONTRIBUTIONS | swarms, worth: contributions show what that does, sums do not",
        "half-lives.recent = '14d'\\nsessions.reset = '1MiB' | ANNOUNCES | sessions: only announces show what that does",
        "worth.none = '30d' | ANNOUNCES | worth.full and worth.none: only announces show what that does",
        "anomaly.T2.announces = 3 | ANNOUNCES | anomaly.T2: only announces show what that does",
        "anomaly.T2.announces = 2 | SUMS | the sums in client-standings show what other weights and cuts do"
      })
  void theCheapestDepthThatTellsIsTaken(String text, Question.Depth depth, String why)
      throws IOException {
    var asked = text == null ? "" : text.replace("\\n", "\n");

    var question = question("version = 1000\n" + asked);

    assertThat(question.depth()).isEqualTo(depth);
    assertThat(question.why(depth)).isEqualTo(why);
    assertThat(question("version = 1000").why(Question.Depth.ANNOUNCES))
        .isEqualTo("as --depth asks");
  }

  @Test
  void quantilesCountOnlyIfTheyDifferFromThoseInForce() throws IOException {
    assertThat(question("version = 1000").otherQuantiles()).isEmpty();
    assertThat(question("version = 1000\ncuts.quantiles = [0.4, 0.7, 0.9]").otherQuantiles())
        .containsExactly(0.4, 0.7, 0.9);
  }

  private Question question(String text) throws IOException {
    return new Question(new Rules(ScoringRules.V3, DETECTION), read(text));
  }

  private Rules read(String text) throws IOException {
    return Rules.read(Files.writeString(folder.resolve("rules.toml"), text), DETECTION);
  }
}
