package equilibrium.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.anomaly.rules.DetectionRules;
import equilibrium.platform.Fault;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.Settings;
import equilibrium.streams.store.StoreConfig;
import equilibrium.streams.store.StorePlace;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class AnomalyConfigTest {
  private static final KafkaSettings KAFKA =
      new KafkaSettings(Map.of("bootstrap.servers", "127.0.0.1:1"), 8, 3);

  @Test
  void theDefaultsAreTheDocumentedOnes() {
    assertThat(config(Map.of()))
        .isEqualTo(
            new AnomalyConfig(
                "equilibrium-anomaly",
                1,
                true,
                false,
                "",
                DetectionRules.V1,
                100_000,
                StoreConfig.from(new Settings(null, Map.of(), Map.of()), "anomaly", 10),
                Map.of()));
  }

  @Test
  void kafkaStreamsUnderstandsTheSettings() {
    var understood = new StreamsConfig(streams(config(Map.of())));

    assertThat(understood.getString(StreamsConfig.PROCESSING_GUARANTEE_CONFIG))
        .isEqualTo("exactly_once_v2");
    assertThat(understood.getLong(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG)).isEqualTo(100);
    assertThat(understood.getInt(StreamsConfig.REPLICATION_FACTOR_CONFIG)).isEqualTo(3);
    assertThat(understood.getString(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG))
        .as("the record of a bug is no dead letter, however often the program fails with it")
        .isNull();
  }

  @Test
  void theOperatorTunesStreamsButNotItsGuarantee() {
    var tuned =
        new AnomalyConfig(
            "anomaly",
            1,
            true,
            false,
            "",
            DetectionRules.V1,
            1_000,
            new StoreConfig(StorePlace.DISK, 64, 64),
            Map.of("commit.interval.ms", "20", "processing.guarantee", "at_least_once"));

    assertThat(streams(tuned))
        .containsEntry("commit.interval.ms", "20")
        .containsEntry("processing.guarantee", "exactly_once_v2");
  }

  @Test
  void aSettingThatCannotBeSetIsNamed() {
    assertThatThrownBy(
            () -> config(Map.of("anomaly.streams.processing.guarantee", "at_least_once")))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("anomaly.streams.processing.guarantee cannot be set");
  }

  @Test
  void anUrlOfCasesFitsIntoAWarning() {
    assertThat(config(Map.of("anomaly.case-url", "t.example:8080/x")).caseUrl())
        .isEqualTo("t.example:8080/x");
    assertThatThrownBy(() -> config(Map.of("anomaly.case-url", "t.example c\r\nx")))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("anomaly.case-url");
  }

  private static Properties streams(AnomalyConfig config) {
    return config.settings(Path.of("data")).over(KAFKA);
  }

  private static AnomalyConfig config(Map<String, String> overrides) {
    var settings = new Settings(null, Map.of(), overrides);
    var config = AnomalyConfig.from(settings);
    settings.verify();
    return config;
  }
}
