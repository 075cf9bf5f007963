package equilibrium.anomaly.attribution.run;

import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads committed records of a topic up to given offsets. For one thread. */
final class TopicReader<V> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);
  private static final Duration POLL = Duration.ofMillis(500);

  /** Receives what is read. */
  @FunctionalInterface
  interface Sink<V> {
    void accept(ConsumerRecord<byte[], byte[]> record, V value);
  }

  private final Topic<?, V> topic;
  private final BooleanSupplier closing;
  private final KafkaConsumer<byte[], byte[]> consumer;

  /**
   * A reader.
   *
   * @param closing once true, reading ends with an {@link Interrupted}
   */
  TopicReader(Topic<?, V> topic, KafkaSettings kafka, BooleanSupplier closing) {
    this.topic = topic;
    this.closing = closing;
    this.consumer =
        new KafkaConsumer<>(
            kafka.with(
                Map.of(
                    "client.id",
                    "attribution-" + topic.name(),
                    "enable.auto.commit",
                    false,
                    "auto.offset.reset",
                    "earliest",
                    "isolation.level",
                    "read_committed",
                    "allow.auto.create.topics",
                    false)),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  /** The program is being closed. */
  static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1;

    Interrupted() {
      super("the program is being closed");
    }
  }

  /** By partition, the offset after the last committed record. */
  List<Long> ends() {
    var partitions = partitions();
    var ends = consumer.endOffsets(partitions);
    return partitions.stream().map(each -> ends.getOrDefault(each, 0L)).toList();
  }

  /** Reads all records before given offsets. */
  void read(List<Long> ends, Sink<V> sink) {
    readFrom(Map.of(), ends, sink);
  }

  /**
   * Reads the records before given offsets.
   *
   * @param starts by partition, where to begin; at the beginning if absent
   * @param ends by partition
   */
  void readFrom(Map<Integer, Long> starts, List<Long> ends, Sink<V> sink) {
    var open = new HashMap<TopicPartition, Long>();
    for (TopicPartition partition : partitions()) {
      if (partition.partition() < ends.size()) {
        open.put(partition, ends.get(partition.partition()));
      }
    }
    consumer.assign(open.keySet());
    consumer.seekToBeginning(open.keySet());
    open.keySet().stream()
        .filter(partition -> starts.containsKey(partition.partition()))
        .forEach(
            partition -> consumer.seek(partition, starts.getOrDefault(partition.partition(), 0L)));
    while (dropFinished(open)) {
      if (closing.getAsBoolean()) {
        throw new Interrupted();
      }
      for (var record : consumer.poll(POLL)) {
        if (record.offset() < ends.get(record.partition()) && record.value() != null) {
          decode(record, sink);
        }
      }
    }
  }

  /** Whether a partition is left; those that are read to their ends are not fetched any more. */
  private boolean dropFinished(Map<TopicPartition, Long> open) {
    var finished =
        open.entrySet().stream()
            .filter(entry -> consumer.position(entry.getKey()) >= entry.getValue())
            .map(Map.Entry::getKey)
            .toList();
    finished.forEach(open::remove);
    consumer.pause(finished);
    return !open.isEmpty();
  }

  private void decode(ConsumerRecord<byte[], byte[]> record, Sink<V> sink) {
    V value;
    try {
      value = topic.value().deserializer().deserialize(topic.name(), record.value());
    } catch (SerializationException e) {
      LOG.atWarn()
          .addKeyValue("topic", topic.name())
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .setCause(e)
          .log("a record cannot be read and is left out of the attribution");
      return;
    }
    sink.accept(record, value);
  }

  private List<TopicPartition> partitions() {
    var partitions = new ArrayList<TopicPartition>();
    consumer
        .partitionsFor(topic.name())
        .forEach(each -> partitions.add(new TopicPartition(each.topic(), each.partition())));
    partitions.sort(Comparator.comparingInt(TopicPartition::partition));
    return partitions;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
