package equilibrium.anomaly.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.platform.Fault;
import equilibrium.platform.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesFileTest {
  @TempDir private Path folder;

  @Test
  void allShippedRulesAreInShadowMode() {
    assertThat(DetectionRules.V1.rules().values()).hasSize(26).allMatch(RuleRecord::shadow);
  }

  @Test
  void valuesOfTheFileAreInForceAndTheOthersStay() throws IOException {
    var rules =
        read("version = 1000\n[R1]\nweight = 800\nshadow = false\nsoftBytesPerSecond = 2.5e8");

    assertThat(rules.version()).isEqualTo(1_000);
    assertThat(rules.rule("R1").weight()).isEqualTo(800);
    assertThat(rules.rule("R1").cap()).isZero();
    assertThat(rules.rule("R1").shadow()).isFalse();
    assertThat(rules.rule("R1").threshold("softBytesPerSecond")).isEqualTo(2.5e8);
    assertThat(rules.rule("T1")).isEqualTo(DetectionRules.V1.rule("T1"));
  }

  @Test
  void detectionInShadowPutsAllRulesInShadow() throws IOException {
    var rules = read("version = 1000\n[R1]\nshadow = false").inShadow();

    assertThat(rules.rule("R1").shadow()).isTrue();
    assertThat(rules.version()).isEqualTo(1_000);
  }

  @ParameterizedTest(name = "{0} is refused")
  @CsvSource(
      delimiter = '|',
      value = {
        "version = 3 | version is \"3\", expected a whole number from 1000 on",
        "version = 1000\\n[R1]\\nweight = -1 | R1.weight is \"-1\", expected a whole number from 0 to 100000",
        "version = 1000\\n[R1]\\nshadow = 'no' | R1.shadow is \"no\", expected true or false",
        "version = 1000\\n[R1]\\nsoftBytesPerSecond = 'fast' | R1.softBytesPerSecond is \"fast\", expected a number",
        "version = 1000\\n[R9]\\nweight = 1 | unknown key R9.weight",
        "version = 1000\\n[T1]\\nmisses = 3\\nfoo = 1 | unknown key T1.foo",
      })
  void aWrongFileIsNamed(String text, String expected) {
    assertThatThrownBy(() -> read(text.replace("\\n", "\n")))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("anomaly.rules-file")
        .hasMessageContaining(expected);
  }

  @Test
  void aQuestionChangesThresholdsAlone() {
    var inForce = DetectionRules.V1;
    var values = Map.of("anomaly.R1.softBytesPerSecond", "2.5e8");

    var asked = RulesFile.asked(new Settings(null, Map.of(), values), inForce);

    assertThat(asked.rule("R1").threshold("softBytesPerSecond")).isEqualTo(2.5e8);
    assertThat(asked.rule("R1").weight()).isEqualTo(inForce.rule("R1").weight());
    assertThat(asked.rule("T1")).isEqualTo(inForce.rule("T1"));
    assertThat(RulesFile.asked(new Settings(null, Map.of(), Map.of()), inForce)).isEqualTo(inForce);
  }

  @Test
  void theWeightOfARuleCannotBeAskedAbout() {
    var file = new Settings(null, Map.of(), Map.of("anomaly.R1.weight", "1"));

    var _ = RulesFile.asked(file, DetectionRules.V1);

    assertThatThrownBy(file::verify).hasMessageContaining("unknown key anomaly.R1.weight");
  }

  @Test
  void aMissingThresholdIsNamed() {
    assertThatThrownBy(() -> DetectionRules.V1.rule("T2").threshold("misses"))
        .hasMessageContaining("rule T2 has no threshold misses, expected one of [announces]");
  }

  private DetectionRules read(String text) throws IOException {
    return RulesFile.read(Files.writeString(folder.resolve("rules.toml"), text));
  }
}
