package equilibrium.streams;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;

/**
 * Records between what was read and the end of the log, as the last fetches said. Kafka Streams
 * gathers all its metrics for each question, some thousands, so one answer serves all topics for a
 * second. Thread-safe.
 */
final class Lag {
  private static final String RESTORE_CONSUMER = "-restore-consumer";
  private static final long FRESH_NS = Duration.ofSeconds(1).toNanos();

  private final Supplier<? extends Map<MetricName, ? extends Metric>> metrics;
  private final LongSupplier clockNs;
  private Map<TopicPartition, Long> last = Map.of();
  private long readNs;
  private boolean isRead;

  /**
   * The lag of a program.
   *
   * @param metrics of its Kafka Streams
   * @param clockNs as {@link System#nanoTime}
   */
  Lag(Supplier<? extends Map<MetricName, ? extends Metric>> metrics, LongSupplier clockNs) {
    this.metrics = metrics;
    this.clockNs = clockNs;
  }

  /** By partition that this process reads, such as {@code announces-3}. */
  Map<String, Long> byPartition() {
    var lag = new TreeMap<String, Long>();
    now().forEach((partition, records) -> lag.put(partition.toString(), records));
    return lag;
  }

  /** Summed over the partitions of a topic that this process reads. */
  long ofTopic(String topic) {
    return now().entrySet().stream()
        .filter(entry -> entry.getKey().topic().equals(topic))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private synchronized Map<TopicPartition, Long> now() {
    long nowNs = clockNs.getAsLong();
    if (!isRead || nowNs - readNs >= FRESH_NS) {
      last = read();
      readNs = nowNs;
      isRead = true;
    }
    return last;
  }

  private Map<TopicPartition, Long> read() {
    var lag = new HashMap<TopicPartition, Long>();
    metrics
        .get()
        .forEach((name, metric) -> {
          if (!name.name().equals("records-lag")) {
            return;
          }
          var tags = name.tags();
          var topic = tags.get("topic");
          var partition = tags.get("partition");
          if (topic != null
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
}
