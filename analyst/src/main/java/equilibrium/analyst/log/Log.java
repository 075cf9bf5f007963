package equilibrium.analyst.log;

import equilibrium.platform.Fault;
import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The topics of a tracker, to read only. */
public final class Log {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int FETCH_BYTES = 8 << 20;
  private static final int MOST_BYTES = 64 << 20;
  private static final int LEAST_BYTES = 64 << 10;

  /** How long a broker waits for more at the end of a partition; a reader that closes waits too. */
  private static final int FETCH_WAIT_MS = 50;

  private final KafkaSettings kafka;

  public Log(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /** The offsets that a range means now, by partition. Ends do not move any more. */
  public List<PartitionRange> ranges(Topic<?, ?> topic, Range range) {
    try (var consumer = consumer(FETCH_BYTES)) {
      var infos = consumer.partitionsFor(topic.name(), PATIENCE);
      if (infos == null || infos.isEmpty()) {
        throw new Fault("topic %s does not exist".formatted(topic.name()));
      }
      var partitions =
          IntStream.range(0, infos.size())
              .filter(range::reads)
              .mapToObj(partition -> new TopicPartition(topic.name(), partition))
              .toList();
      if (partitions.isEmpty()) {
        throw new Fault(
            "partition %s of topic %s does not exist, expected 0 to %d"
                .formatted(range.partition(), topic.name(), infos.size() - 1));
      }
      return new Offsets(consumer, partitions).of(range);
    } catch (KafkaException e) {
      throw fault(e);
    }
  }

  public LogReader read(PartitionRange range) {
    return read(range, 1);
  }

  /**
   * One of several readers that are open at a time, and that fetch at most 64 MiB together, or 64
   * KiB each.
   */
  public LogReader read(PartitionRange range, int readers) {
    int bytes = Math.clamp(MOST_BYTES / Math.max(1, readers), LEAST_BYTES, FETCH_BYTES);
    return new LogReader(consumer(bytes), range);
  }

  Fault fault(KafkaException cause) {
    return new Fault(
        "Kafka at %s: %s"
            .formatted(kafka.clients().get(KafkaSettings.BOOTSTRAP), cause.getMessage()),
        cause);
  }

  private KafkaConsumer<byte[], byte[]> consumer(int fetchBytes) {
    var settings =
        Map.<String, Object>of(
            ConsumerConfig.CLIENT_ID_CONFIG,
            "analyst",
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
            FETCH_WAIT_MS,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "none", // a gap is a fault
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            "false",
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            "10000",
            ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
            fetchBytes,
            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
            fetchBytes,
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            (int) PATIENCE.toMillis());
    return new KafkaConsumer<>(
        kafka.with(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Turns bounds into offsets. */
  private record Offsets(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {

    List<PartitionRange> of(Range range) {
      var first = consumer.beginningOffsets(partitions);
      var last = consumer.endOffsets(partitions); // the last stable ones
      var from = offsets(range.from(), first, last);
      var to = offsets(range.to(), first, last);
      var ranges = new ArrayList<PartitionRange>();
      for (var partition : partitions) {
        long low = at(first, partition);
        long high = at(last, partition);
        long begin = Math.clamp(at(from, partition), low, high);
        long end = Math.clamp(at(to, partition), begin, high);
        ranges.add(new PartitionRange(partition.topic(), partition.partition(), begin, end));
      }
      return ranges;
    }

    private Map<TopicPartition, Long> offsets(
        Bound bound, Map<TopicPartition, Long> first, Map<TopicPartition, Long> last) {
      return switch (bound) {
        case Bound.Beginning() -> first;
        case Bound.Ends() -> last;
        case Bound.Offset(long offset) -> all(offset);
        case Bound.Time(var time) -> appendedSince(time.toEpochMilli(), last);
      };
    }

    private Map<TopicPartition, Long> all(long offset) {
      var offsets = new HashMap<TopicPartition, Long>();
      partitions.forEach(partition -> offsets.put(partition, offset));
      return offsets;
    }

    private Map<TopicPartition, Long> appendedSince(long ms, Map<TopicPartition, Long> last) {
      var found = consumer.offsetsForTimes(all(Math.max(0, ms)));
      var offsets = new HashMap<>(last);
      found.forEach((partition, offset) -> {
        if (offset != null) { // else everything is older
          offsets.put(partition, offset.offset());
        }
      });
      return offsets;
    }

    private static long at(Map<TopicPartition, Long> offsets, TopicPartition partition) {
      var offset = offsets.get(partition);
      if (offset == null) {
        throw new Fault("Kafka names no offset of " + partition);
      }
      return offset;
    }
  }
}
