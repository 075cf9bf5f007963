package equilibrium.platform;

import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * How Kafka is reached. Everything in {@code [kafka]} is handed to every Kafka client as it stands,
 * so SASL, TLS and several brokers work as in any Kafka program.
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
    int partitions = settings.integer("kafka.partitions", 64, 1, 10_000);
    int replication = settings.integer("kafka.replication", 3, 1, 10);
    var clients = new TreeMap<>(settings.rest("kafka"));
    clients.putIfAbsent(BOOTSTRAP, "127.0.0.1:9092");
    return new KafkaSettings(clients, partitions, replication);
  }

  /** A client's settings: the operator's, and over them what the program cannot do without. */
  public Properties with(Map<String, ?> needed) {
    var properties = new Properties();
    properties.putAll(clients);
    properties.putAll(needed);
    return properties;
  }
}
