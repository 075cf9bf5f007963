package equilibrium.platform.live;

import equilibrium.platform.BackgroundTask;
import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Topic;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a topic of one partition that keeps the newest value of each key. It is read as a whole,
 * and again as a whole after each failure of the client. What cannot be read is passed over. While
 * Kafka is away, what was read stays.
 */
public final class NewestTail<K, V> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NewestTail.class);
  private static final Duration POLL = Duration.ofMillis(500);

  private final KafkaSettings kafka;
  private final Topic<K, V> topic;
  private final String client;
  private final Consumer<Newest<K, V>> changed;
  private final BackgroundTask task;
  private volatile Newest<K, V> newest = Newest.none();
  private volatile boolean warned;

  private NewestTail(
      KafkaSettings kafka, Topic<K, V> topic, String client, Consumer<Newest<K, V>> changed) {
    this.kafka = kafka;
    this.topic = topic;
    this.client = client;
    this.changed = changed;
    this.task = BackgroundTask.start(client, this::run);
  }

  /**
   * Starts reading; returns at once.
   *
   * @param client name of the thread and of the Kafka client
   * @param changed called by the thread after it has read the topic, and after each change
   */
  public static <K, V> NewestTail<K, V> start(
      KafkaSettings kafka, Topic<K, V> topic, String client, Consumer<Newest<K, V>> changed) {
    return new NewestTail<>(kafka, topic, client, changed);
  }

  public Newest<K, V> newest() {
    return newest;
  }

  private void run(BackgroundTask running) {
    var partition = new TopicPartition(topic.name(), 0);
    try (var consumer = new KafkaConsumer<byte[], byte[]>(kafka.with(settings()))) {
      var partitions = List.of(partition);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long end = consumer.endOffsets(partitions).getOrDefault(partition, 0L);
      var values = new LinkedHashMap<K, V>();
      long taken = -1;
      while (!running.isClosing()) {
        consumer.poll(POLL).forEach(record -> add(values, record));
        long next = consumer.position(partition);
        if (next >= end && next != taken) {
          taken = next;
          newest = new Newest<>(values, next);
          changed.accept(newest);
        }
      }
    } catch (KafkaException e) {
      LOG.atDebug()
          .addKeyValue("topic", topic.name())
          .addKeyValue("cause", e.getMessage())
          .log("the topic cannot be read; trying again");
    }
  }

  private Map<String, Object> settings() {
    return Map.of(
        "client.id",
        "equilibrium-" + client,
        "key.deserializer",
        ByteArrayDeserializer.class,
        "value.deserializer",
        ByteArrayDeserializer.class,
        "auto.offset.reset",
        "none", // an offset that is gone is a failure, after which the topic is read as a whole
        "allow.auto.create.topics",
        false,
        "default.api.timeout.ms",
        5_000,
        "request.timeout.ms",
        5_000);
  }

  private void add(SequencedMap<K, V> values, ConsumerRecord<byte[], byte[]> record) {
    try {
      var key = topic.key().deserializer().deserialize(topic.name(), record.key());
      var value =
          record.value() == null
              ? null
              : topic.value().deserializer().deserialize(topic.name(), record.value());
      if (key != null) {
        Newest.add(values, key, value);
      }
    } catch (KafkaException e) { // bytes of somebody else
      if (!warned) {
        warned = true;
        LOG.atWarn()
            .addKeyValue("topic", topic.name())
            .addKeyValue("offset", record.offset())
            .addKeyValue("cause", e.getMessage())
            .log("a record cannot be read and is passed over; further ones are not logged");
      }
    }
  }

  @Override
  public void close() {
    task.close();
  }
}
