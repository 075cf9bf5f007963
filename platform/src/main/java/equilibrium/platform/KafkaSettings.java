package equilibrium.platform;

import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * How Kafka is reached. Everything else in {@code [kafka]} reaches every Kafka client unchanged, so
 * SASL, TLS and several brokers work as in any Kafka program.
 *
 * @param clients settings of every client; holds {@code bootstrap.servers}
 * @param partitions of each partitioned topic when it is created; fixed for life
 * @param replication factor of each topic when it is created
 */
public record KafkaSettings(Map<String, String> clients, int partitions, int replication) {
  public static final String BOOTSTRAP = "bootstrap.servers";

  public KafkaSettings {
    clients = Map.copyOf(clients);
  }

  static KafkaSettings from(Settings settings) {
    var brokers =
        settings.text(
            "kafka." + BOOTSTRAP,
            "addresses of some brokers, each host:port, separated by commas",
            "127.0.0.1:9092");
    int partitions =
        settings.integer(
            "kafka.partitions",
            "partitions of a topic when it is created; fixed from then on",
            64,
            1,
            10_000);
    int replication =
        settings.integer("kafka.replication", "replicas of a topic when it is created", 3, 1, 10);
    var clients =
        new TreeMap<>(
            settings.rest(
                "kafka", "any other setting of a Kafka client, such as security.protocol"));
    clients.put(BOOTSTRAP, brokers);
    return new KafkaSettings(clients, partitions, replication);
  }

  /** A client's settings: the operator's, overridden by those that the program depends on. */
  public Properties with(Map<String, ?> needed) {
    var properties = new Properties();
    properties.putAll(clients);
    properties.putAll(needed);
    return properties;
  }
}
