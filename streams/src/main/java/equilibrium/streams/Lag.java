package equilibrium.streams;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;

/** Records between what was read and the end of the log, as the last fetches said. */
final class Lag {
  private static final String RESTORE_CONSUMER = "-restore-consumer";

  /** By partition that this process reads, such as {@code announces-3}. */
  static Map<String, Long> byPartition(KafkaStreams streams) {
    var lag = new TreeMap<String, Long>();
    of(streams).forEach((partition, records) -> lag.put(partition.toString(), records));
    return lag;
  }

  /** Summed over the partitions of a topic that this process reads. */
  static long ofTopic(KafkaStreams streams, String topic) {
    return of(streams).entrySet().stream()
        .filter(entry -> entry.getKey().topic().equals(topic))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private static Map<TopicPartition, Long> of(KafkaStreams streams) {
    var lag = new HashMap<TopicPartition, Long>();
    streams
        .metrics()
        .forEach((name, metric) -> {
          var tags = name.tags();
          var topic = tags.get("topic");
          var partition = tags.get("partition");
          if (name.name().equals("records-lag")
              && topic != null
              && partition != null
              && !tags.getOrDefault("client-id", "").endsWith(RESTORE_CONSUMER)
              && metric.metricValue() instanceof Double records
              && !records.isNaN()) {
            lag.merge(
                new TopicPartition(topic, Integer.parseInt(partition)),
                records.longValue(),
                Math::max);
          }
        });
    return lag;
  }

  private Lag() {}
}
