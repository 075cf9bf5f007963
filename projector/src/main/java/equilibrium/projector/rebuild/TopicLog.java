package equilibrium.projector.rebuild;

import equilibrium.platform.Fault;
import equilibrium.platform.Platform;
import equilibrium.projector.rebuild.ArchivedTopic.Sink;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads parts of topics, beside every consumer group. For one thread. */
public final class TopicLog implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Consumer<byte[], byte[]> consumer;

  private TopicLog(Consumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
  }

  public static TopicLog open(Platform platform) {
    return new TopicLog(
        new KafkaConsumer<>(
            settings(platform), new ByteArrayDeserializer(), new ByteArrayDeserializer()));
  }

  private static Properties settings(Platform platform) {
    return platform
        .kafka()
        .with(
            Map.of(
                "client.id",
                "projector-rebuild",
                "enable.auto.commit",
                false,
                // Whoever reads on past records that are gone would take their rows for wrong ones.
                "auto.offset.reset",
                "none",
                "isolation.level",
                "read_committed",
                "allow.auto.create.topics",
                false,
                "max.poll.records",
                2_000));
  }

  List<TopicPartition> partitions(String topic) {
    var found = consumer.partitionsFor(topic, PATIENCE);
    if (found == null || found.isEmpty()) {
      throw new Fault("topic %s does not exist".formatted(topic));
    }
    return found.stream().map(one -> new TopicPartition(topic, one.partition())).toList();
  }

  Map<TopicPartition, Long> first(List<TopicPartition> partitions) {
    return consumer.beginningOffsets(partitions, PATIENCE);
  }

  /** Behind the last record that no transaction holds open. */
  Map<TopicPartition, Long> end(List<TopicPartition> partitions) {
    return consumer.endOffsets(partitions, PATIENCE);
  }

  /**
   * The first offset that the log received at this time or later; the end if there is none.
   *
   * @param timeMs since 1970, real time
   */
  long since(TopicPartition partition, long timeMs, long end) {
    var found = consumer.offsetsForTimes(Map.of(partition, timeMs), PATIENCE).get(partition);
    return found == null ? end : found.offset();
  }

  /**
   * Reads each partition from an offset to another, which is not read. Throws
   * OffsetOutOfRangeException if the log loses records of them meanwhile, at either end.
   */
  void read(Map<TopicPartition, Long> from, Map<TopicPartition, Long> to, Sink sink)
      throws SQLException {
    var open = new ArrayList<TopicPartition>();
    to.forEach((partition, end) -> {
      if (from.getOrDefault(partition, 0L) < end) {
        open.add(partition);
      }
    });
    consumer.assign(open);
    consumer.resume(open); // a partition that was read before is still paused
    open.forEach(partition -> consumer.seek(partition, from.getOrDefault(partition, 0L)));
    long waitedSinceNs = System.nanoTime();
    while (!open.isEmpty()) {
      var polled = consumer.poll(POLL);
      var wanted = new ArrayList<ConsumerRecord<byte[], byte[]>>(polled.count());
      for (var record : polled) {
        var end = to.get(new TopicPartition(record.topic(), record.partition()));
        if (end != null && record.offset() < end) {
          wanted.add(record);
        }
      }
      sink.take(wanted);
      boolean closed = open.removeIf(partition -> isRead(partition, to));
      if (closed || !polled.isEmpty()) {
        waitedSinceNs = System.nanoTime();
      } else if (System.nanoTime() - waitedSinceNs > PATIENCE.toNanos()) {
        throw new TimeoutException("Kafka sends no records of %s".formatted(open));
      }
    }
  }

  private boolean isRead(TopicPartition partition, Map<TopicPartition, Long> to) {
    boolean read = consumer.position(partition, PATIENCE) >= to.getOrDefault(partition, 0L);
    if (read) {
      consumer.pause(List.of(partition));
    }
    return read;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
