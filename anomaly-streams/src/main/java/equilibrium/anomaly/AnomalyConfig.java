package equilibrium.anomaly;

import equilibrium.platform.Settings;
import equilibrium.streams.StreamsSettings;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;

/**
 * How anomaly detection runs: {@code [anomaly]}.
 *
 * @param applicationId names its consumer group, transactions and internal topics
 * @param threads stream threads of this process
 * @param shadow whether findings are recorded only, without effect
 * @param streams {@code [anomaly.streams]}: other settings of Kafka Streams
 */
public record AnomalyConfig(
    String applicationId, int threads, boolean shadow, Map<String, String> streams) {
  private static final int COMMIT_INTERVAL_MS = 100;

  public AnomalyConfig {
    streams = Map.copyOf(streams);
  }

  public static AnomalyConfig from(Settings settings) {
    return new AnomalyConfig(
        settings.text(
            "anomaly.application-id",
            "names consumer group, transactions and internal topics; another one starts anew from the"
                + " log",
            "equilibrium-anomaly"),
        settings.integer(
            "anomaly.threads",
            "stream threads of this process; more than one per partition are idle",
            1,
            1,
            64),
        settings.flag("anomaly.shadow", "whether findings are recorded without effect", true),
        StreamsSettings.operators(settings, "anomaly"));
  }

  /**
   * The settings of Kafka Streams.
   *
   * @param state folder of the stores
   */
  StreamsSettings settings(Path state) {
    Map<String, Object> defaults =
        Map.of(
            StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
            COMMIT_INTERVAL_MS,
            StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG,
            0); // the only store is in memory
    return new StreamsSettings(applicationId, threads, state, defaults, streams);
  }
}
