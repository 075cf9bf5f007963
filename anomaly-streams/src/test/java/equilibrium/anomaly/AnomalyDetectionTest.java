package equilibrium.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.Health;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.Node;
import equilibrium.platform.Platform;
import equilibrium.platform.PostgresSettings;
import equilibrium.platform.Settings;
import equilibrium.platform.TimeScale;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class AnomalyDetectionTest {
  private static final Platform PLATFORM =
      new Platform(
          new Node(1, 1),
          TimeScale.REAL,
          new KafkaSettings(Map.of("bootstrap.servers", "127.0.0.1:1"), 8, 3),
          new PostgresSettings("jdbc:postgresql:none", Map.of()),
          new Health(),
          new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));

  @Test
  void theDefaultsAreTheDocumentedOnes() {
    assertThat(config(Map.of()))
        .isEqualTo(new AnomalyConfig("equilibrium-anomaly", 1, true, Map.of()));
  }

  @Test
  void kafkaStreamsUnderstandsTheSettings() {
    var settings = AnomalyDetection.settings(config(Map.of()), PLATFORM, Path.of("data"));

    var understood = new StreamsConfig(settings);

    assertThat(understood.getString(StreamsConfig.PROCESSING_GUARANTEE_CONFIG))
        .isEqualTo("exactly_once_v2");
    assertThat(understood.getLong(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG)).isEqualTo(100);
    assertThat(understood.getInt(StreamsConfig.REPLICATION_FACTOR_CONFIG)).isEqualTo(3);
    assertThat(understood.getString(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG))
        .isEqualTo("dead-letters");
  }

  @Test
  void theOperatorTunesStreamsButNotItsGuarantee() {
    var overrides =
        Map.of(
            "anomaly.streams.commit.interval.ms", "20",
            "anomaly.streams.processing.guarantee", "at_least_once");

    var settings = AnomalyDetection.settings(config(overrides), PLATFORM, Path.of("data"));

    assertThat(settings)
        .containsEntry("commit.interval.ms", "20")
        .containsEntry("processing.guarantee", "exactly_once_v2");
  }

  @Test
  void onlyWhatPassesIsTriedAgain() {
    assertThat(AnomalyDetection.isTransient(new StreamsException(new TimeoutException()))).isTrue();
    assertThat(AnomalyDetection.isTransient(new IllegalStateException("a bug"))).isFalse();
  }

  private static AnomalyConfig config(Map<String, String> overrides) {
    var settings = new Settings(null, Map.of(), overrides);
    var config = AnomalyConfig.from(settings);
    settings.verify();
    return config;
  }
}
