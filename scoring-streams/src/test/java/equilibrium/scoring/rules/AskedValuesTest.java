package equilibrium.scoring.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.platform.Fault;
import equilibrium.platform.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AskedValuesTest {
  private static final Map<String, String> VERSION = Map.of("version", "1000");

  @Test
  void whatIsNotAskedAboutIsAsShipped() {
    var shipped = ScoringRules.V3;

    var asked = asked(Map.of());

    assertThat(asked)
        .isEqualTo(
            shipped.with(
                1_000, shipped.score(), shipped.clients().halfLives(), shipped.cuts().quantiles()));
  }

  @Test
  void valuesOfTheFileTakeTheirPlaces() {
    var asked =
        asked(
            Map.of(
                "swarms.held", "1TiB",
                "worth.least-quality", "0.25",
                "worth.full", "1d",
                "sessions.second", "2000000",
                "sessions.seeded", "1h",
                "episodes.sigma-bytes", "1MiB",
                "episodes.credible-times", "9"));

    assertThat(asked.swarms().heldBytes()).isEqualTo(1L << 40);
    assertThat(asked.worth().leastQuality()).isEqualTo(256);
    assertThat(asked.worth().fullMs()).isEqualTo(Duration.ofDays(1).toMillis());
    assertThat(asked.sessions().bytesPerMs()).isEqualTo(2_000);
    assertThat(asked.sessions().seededSeconds()).isEqualTo(3_600);
    assertThat(asked.episodes().clean().sigmaBytes()).isEqualTo(1L << 20);
    assertThat(asked.episodes().credible().farTimes()).isEqualTo(9);
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource({
    "swarms.held, 0, expected bytes from 1 to 2^50",
    "swarms.held, 2000TiB, expected bytes from 1 to 2^50",
    "swarms.held, many, expected bytes from 1 to 2^50",
    "sessions.backstep, 8MB, expected bytes from 1 to 2^50",
    "worth.least-need, 3, has a need from 3.0 to 2.0",
    "worth.most-need, 5, expected a number from 0 to 4.0",
    "worth.least-quality, 1, expected a number from 0 to 0.99",
    "worth.least-quality, some, expected a number from 0 to 0.99",
    "worth.full, 28d, expected ascending ones",
    "worth.rare-seeders, -1, expected a whole number from 0 to 1000",
    "sessions.lifetime, 30s, expected a duration from 1m to 1d",
    "episodes.clean-sigmas, 0, expected a whole number from 1 to 100",
    "episodes.sigma-percent, 1001, expected a whole number from 0 to 1000",
  })
  void aWrongValueIsRefusedWithItsFault(String key, String value, String fault) {
    assertThatThrownBy(() -> asked(Map.of(key, value)))
        .isInstanceOf(Fault.class)
        .hasMessageContaining(fault);
  }

  private static ScoringRules asked(Map<String, String> values) {
    var file = new Settings(VERSION, null, Map.of(), values);
    var rules = RulesFile.asked(file);
    file.verify();
    return rules;
  }
}
