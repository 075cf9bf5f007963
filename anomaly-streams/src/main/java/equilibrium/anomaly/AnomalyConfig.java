package equilibrium.anomaly;

import equilibrium.platform.Settings;
import java.util.Map;

/**
 * How anomaly detection runs.
 *
 * @param applicationId names its consumer group, its transactions and its internal topics
 * @param threads stream threads
 * @param shadow whether findings are recorded only, without effect
 * @param streams everything in {@code [anomaly.streams]}, handed to Kafka Streams
 */
public record AnomalyConfig(
    String applicationId, int threads, boolean shadow, Map<String, String> streams) {

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
        settings.rest("anomaly.streams", "any other setting of Kafka Streams"));
  }
}
