package equilibrium.platform;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;

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
    problems(clients).forEach(settings::problem);
    return new KafkaSettings(clients, partitions, replication);
  }

  /** Sentences about settings with which no client can ever be made. */
  private static List<String> problems(Map<String, String> clients) {
    var problems = new ArrayList<String>();
    for (var address : clients.getOrDefault(BOOTSTRAP, "").split(",", -1)) {
      if (Utils.getHost(address.strip()) == null || Utils.getPort(address.strip()) == null) {
        problems.add("kafka.%s has \"%s\", expected host:port".formatted(BOOTSTRAP, address));
      }
    }
    var settings = new HashMap<String, Object>(clients);
    settings.put("key.serializer", ByteArraySerializer.class);
    settings.put("value.serializer", ByteArraySerializer.class);
    try {
      var _ = ProducerConfig.configDef().parse(settings);
    } catch (ConfigException e) {
      problems.add("[kafka] has a wrong setting: " + e.getMessage());
    }
    return problems;
  }

  /** Whether one broker has all records, as in {@code up}. */
  public boolean isLone() {
    return replication == 1;
  }

  /** A client's settings: the operator's, overridden by those that the program depends on. */
  public Properties with(Map<String, ?> needed) {
    var properties = new Properties();
    properties.putAll(clients);
    properties.putAll(needed);
    return properties;
  }
}
