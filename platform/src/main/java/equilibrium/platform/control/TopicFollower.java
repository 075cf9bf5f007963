package equilibrium.platform.control;

import equilibrium.platform.BackgroundTask;
import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
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
 * is away nothing is read, and it goes on where it was. If that place is gone, it begins anew, so a
 * record may come twice. One that cannot be read is passed over; the first of them is logged.
 */
public final class TopicFollower<K, V> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int REQUEST_MS = 5_000;

  /** Of a look at where the topic ends: a stop waits no longer for it. */
  private static final int PATIENCE_MS = 1_000;

  /** Of a fetch while nothing comes. New records are sent at once. */
  private static final int QUIET_FETCH_MS = 3_000;

  /** Takes the records, in their order. One thread makes all calls. */
  @FunctionalInterface
  public interface Taker<K, V> {
    /**
     * The newest of a key.
     *
     * @param value null: the key was removed
     */
    void take(K key, @Nullable V value);

    /** The topic is read from its beginning from now on. */
    default void begin() {}

    /**
     * What the topic had when reading began is read, and so is what came since then.
     *
     * @param next offset of the record after the last one
     */
    default void caughtUp(long next) {}
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
   * @param client name of the thread and, after {@code equilibrium-}, of the Kafka client
   */
  public static <K, V> TopicFollower<K, V> start(
      KafkaSettings kafka, Topic<K, V> topic, String client, Taker<K, V> taker) {
    return new TopicFollower<>(kafka, topic, client, taker);
  }

  private void run(BackgroundTask running) {
    var partitions = List.of(new TopicPartition(topic.name(), 0));
    var consumer = new KafkaConsumer<byte[], byte[]>(kafka.with(settings()));
    try {
      consumer.assign(partitions);
      if (next == 0) {
        taker.begin();
        consumer.seekToBeginning(partitions);
      } else {
        consumer.seek(partitions.getFirst(), next);
      }
      follow(consumer, partitions.getFirst(), running);
    } catch (InvalidOffsetException e) {
      next = 0;
      LOG.atDebug().addKeyValue("cause", e.getMessage()).log("a topic is read anew");
    } catch (KafkaException e) {
      LOG.atDebug()
          .addKeyValue("topic", topic.name())
          .addKeyValue("cause", e.getMessage())
          .log("a topic cannot be read; trying again");
    } finally {
      consumer.close(CloseOptions.timeout(Duration.ZERO)); // not after the fetch that is under way
    }
  }

  private void follow(
      KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, BackgroundTask running) {
    long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    long told = -1;
    while (!running.isClosing()) {
      consumer.poll(POLL).forEach(this::take);
      long position = consumer.position(partition);
      if (position >= end && position != told) {
        told = position;
        taker.caughtUp(position);
      }
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
        "none",
        "enable.auto.commit",
        false,
        "isolation.level",
        "read_committed",
        "allow.auto.create.topics",
        false,
        "default.api.timeout.ms",
        PATIENCE_MS,
        "request.timeout.ms",
        REQUEST_MS,
        "fetch.max.wait.ms",
        QUIET_FETCH_MS);
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
