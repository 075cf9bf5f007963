package equilibrium.standalone.doctor;

import equilibrium.platform.KafkaSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What Kafka says of itself.
 *
 * @param topics by name
 * @param settings of each topic, by its name
 * @param brokers settings of each broker, by its id
 * @param transactions level of feature {@code transaction.version}; 0: not finalized
 */
record KafkaFacts(
    Map<String, TopicDescription> topics,
    Map<String, Map<String, String>> settings,
    Map<String, Map<String, String>> brokers,
    int transactions) {
  static final String GROUP_OFFSETS = "__consumer_offsets";
  private static final int ANSWER_SECONDS = 15;

  static KafkaFacts read(KafkaSettings kafka)
      throws ExecutionException, TimeoutException, InterruptedException {
    var limits =
        Map.of(
            "client.id", "doctor",
            "default.api.timeout.ms", 10_000,
            "request.timeout.ms", 8_000);
    try (var admin = Admin.create(kafka.with(limits))) {
      var names = new ArrayList<>(await(admin.listTopics().names()));
      names.add(GROUP_OFFSETS);
      var topics = new HashMap<String, TopicDescription>();
      for (var described : admin.describeTopics(names).topicNameValues().entrySet()) {
        try {
          topics.put(described.getKey(), await(described.getValue()));
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
            throw e;
          }
          // No group has committed yet, or the topic was deleted meanwhile.
        }
      }
      var brokers =
          await(admin.describeCluster().nodes()).stream().map(node -> node.idString()).toList();
      var features = await(admin.describeFeatures().featureMetadata()).finalizedFeatures();
      var transactions = features.get("transaction.version");
      return new KafkaFacts(
          topics,
          settings(admin, ConfigResource.Type.TOPIC, topics.keySet()),
          settings(admin, ConfigResource.Type.BROKER, brokers),
          transactions == null ? 0 : transactions.maxVersionLevel());
    }
  }

  private static Map<String, Map<String, String>> settings(
      Admin admin, ConfigResource.Type type, Collection<String> names)
      throws ExecutionException, TimeoutException, InterruptedException {
    List<ConfigResource> wanted =
        names.stream().map(name -> new ConfigResource(type, name)).toList();
    var settings = new HashMap<String, Map<String, String>>();
    await(admin.describeConfigs(wanted).all())
        .forEach((resource, config) -> {
          var values = new HashMap<String, String>();
          for (var entry : config.entries()) {
            if (entry.value() != null) {
              values.put(entry.name(), entry.value());
            }
          }
          settings.put(resource.name(), values);
        });
    return settings;
  }

  private static <T> T await(KafkaFuture<T> future)
      throws ExecutionException, TimeoutException, InterruptedException {
    return future.get(ANSWER_SECONDS, TimeUnit.SECONDS);
  }

  /** A topic's setting; empty if it has none of that name. */
  String setting(String topic, String name) {
    return settings.getOrDefault(topic, Map.of()).getOrDefault(name, "");
  }

  /** How many copies of a topic there are at least; 0: there is no such topic. */
  int replicas(String topic) {
    var described = topics.get(topic);
    return described == null
        ? 0
        : described.partitions().stream().mapToInt(one -> one.replicas().size()).min().orElse(0);
  }
}
