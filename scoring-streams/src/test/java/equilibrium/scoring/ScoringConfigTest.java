package equilibrium.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.platform.Fault;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.Settings;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.streams.store.StoreConfig;
import equilibrium.streams.store.StorePlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoringConfigTest {
  private static final KafkaSettings KAFKA =
      new KafkaSettings(Map.of("bootstrap.servers", "broker:9092"), 64, 3);

  @TempDir private Path folder;

  @Test
  void theDefaultsAreThoseOfTheReadme() {
    var config = ScoringConfig.from(new Settings(null, Map.of(), Map.of()));

    assertThat(config)
        .isEqualTo(
            new ScoringConfig(
                "equilibrium-scoring",
                "",
                ScoringRules.V3,
                1,
                Duration.ofMillis(250),
                StoreConfig.from(new Settings(null, Map.of(), Map.of()), "scoring", 5),
                Map.of()));
  }

  @Test
  void otherSettingsOfKafkaStreamsPassThrough() {
    var settings =
        new Settings(
            null,
            Map.of("EQUILIBRIUM_SCORING_THREADS", "4"),
            Map.of("scoring.streams.num.standby.replicas", "1"));

    var config = ScoringConfig.from(settings);
    settings.verify();

    assertThat(config.threads()).isEqualTo(4);
    assertThat(config.settings(Path.of("state")).over(KAFKA))
        .containsEntry("num.standby.replicas", "1")
        .containsEntry("num.stream.threads", 4)
        .containsEntry("replication.factor", 3)
        .containsEntry("bootstrap.servers", "broker:9092");
  }

  @Test
  void anOperatorCannotRenameTheApplicationOrItsState() {
    var config =
        new ScoringConfig(
            "scoring",
            "",
            ScoringRules.V3,
            1,
            Duration.ofMillis(100),
            new StoreConfig(StorePlace.DISK, 64, 64),
            Map.of("application.id", "other"));

    assertThat(config.settings(Path.of("state")).over(KAFKA))
        .containsEntry("application.id", "scoring")
        .containsEntry("state.dir", "state");
  }

  @Test
  void theRulesFileIsRead() throws IOException {
    var file = Files.writeString(folder.resolve("rules.toml"), "version = 1000\nscore.ratio = 90");
    var settings = new Settings(null, Map.of(), Map.of("scoring.rules-file", file.toString()));

    var rules = ScoringConfig.from(settings).rules();
    settings.verify();

    assertThat(rules.version()).isEqualTo(1_000);
    assertThat(rules.score().ratio()).isEqualTo(90);
  }

  @Test
  void aWrongRulesFileIsAProblemOfTheSettings() throws IOException {
    var file = Files.writeString(folder.resolve("rules.toml"), "version = 999\nratio = 90");
    var settings = new Settings(null, Map.of(), Map.of("scoring.rules-file", file.toString()));

    ScoringConfig.from(settings);

    assertThatThrownBy(settings::verify)
        .isInstanceOf(Fault.class)
        .hasMessageContaining("scoring.rules-file: rules file " + file)
        .hasMessageContaining("version is \"999\", expected a whole number from 1000 on")
        .hasMessageContaining("line 2: unknown key ratio");
  }

  @Test
  void aBadValueIsNamed() {
    var settings = new Settings(null, Map.of(), Map.of("scoring.commit-interval", "soon"));
    ScoringConfig.from(settings);

    assertThatThrownBy(settings::verify)
        .isInstanceOf(Fault.class)
        .hasMessageContaining("scoring.commit-interval is \"soon\"");
  }
}
