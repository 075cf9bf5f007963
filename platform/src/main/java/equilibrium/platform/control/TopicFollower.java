package equilibrium.platform.control;

import equilibrium.platform.BackgroundTask;
import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a compacted topic of one partition from its beginning, and goes on as it grows. While Kafka
 * is away nothing is read, and it goes on where it was. A record may come twice. One that cannot be
 * read is passed over; the first of them is logged.
 */
public final class TopicFollower<K, V> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
  private static final Duration POLL = Duration.ofMillis(500);

  /** Takes the records, in their order. One thread makes all calls. */
  @FunctionalInterface
  public interface Taker<K, V> {
    /**
     * The newest of a key.
     *
     * @param value null: the key was removed
     */
    void take(K key, @Nullable V value);
  }

  private final KafkaSettings kafka;
  private final Topic<K, V> topic;
  private final String client;
  private final Taker<K, V> taker;
  private final Deserializer<K> keys;
  private final Deserializer<V> values;
  private final BackgroundTask task;
  private long next;
  private boolean logged;

  private TopicFollower(KafkaSettings kafka, Topic<K, V> topic, String client, Taker<K, V> taker) {
    this.kafka = kafka;
    this.topic = topic;
    this.client = client;
    this.taker = taker;
    this.keys = topic.key().deserializer();
    this.values = topic.value().deserializer();
    this.task = BackgroundTask.start(client, this::run);
  }

  /**
   * Starts reading; returns at once.
   *
   * @param client name of the Kafka client and of the thread
   */
  public static <K, V> TopicFollower<K, V> start(
      KafkaSettings kafka, Topic<K, V> topic, String client, Taker<K, V> taker) {
    return new TopicFollower<>(kafka, topic, client, taker);
  }

  private void run(BackgroundTask running) {
    var partition = new TopicPartition(topic.name(), 0);
    try (var consumer = new KafkaConsumer<byte[], byte[]>(kafka.with(settings()))) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, next);
      while (!running.isClosing()) {
        consumer.poll(POLL).forEach(this::take);
      }
    } catch (KafkaException e) {
      LOG.atDebug()
          .addKeyValue("topic", topic.name())
          .addKeyValue("cause", e.getMessage())
          .log("a topic cannot be read; trying again");
    }
  }

  private Map<String, Object> settings() {
    return Map.of(
        "client.id",
        client,
        "key.deserializer",
        ByteArrayDeserializer.class,
        "value.deserializer",
        ByteArrayDeserializer.class,
        "auto.offset.reset",
        "earliest",
        "enable.auto.commit",
        false,
        "isolation.level",
        "read_committed",
        "allow.auto.create.topics",
        false);
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    next = record.offset() + 1; // before a bug in the taker, which would come again and again
    K key;
    @Nullable V value;
    try {
      key = keys.deserialize(record.topic(), record.key());
      value = values.deserialize(record.topic(), record.value());
    } catch (SerializationException e) {
      unreadable(record, e);
      return;
    }
    if (key != null) {
      taker.take(key, value);
    }
  }

  private void unreadable(ConsumerRecord<byte[], byte[]> record, SerializationException cause) {
    if (!logged) {
      logged = true;
      LOG.atWarn()
          .addKeyValue("topic", record.topic())
          .addKeyValue("offset", record.offset())
          .addKeyValue("cause", cause.getMessage())
          .log("a record cannot be read and is passed over; further ones are not logged");
    }
  }

  @Override
  public void close() {
    task.close();
  }
}
