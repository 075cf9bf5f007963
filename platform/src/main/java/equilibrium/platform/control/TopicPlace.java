package equilibrium.platform.control;

import equilibrium.platform.control.TopicFollower.Followed;
import equilibrium.platform.control.TopicFollower.Taker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far a follower is in one topic. One thread. */
final class TopicPlace<K, V> {
  private static final Logger LOG = LoggerFactory.getLogger(TopicPlace.class);
  private static final long NOWHERE = -1;

  private final TopicPartition partition;
  private final @Nullable Duration past;
  private final Taker<K, V> taker;
  private final Deserializer<K> keys;
  private final Deserializer<V> values;
  private long next = NOWHERE;
  private long end;
  private long told = NOWHERE;
  private boolean logged;

  TopicPlace(Followed<K, V> followed) {
    this.partition = new TopicPartition(followed.topic().name(), 0);
    this.past = followed.past();
    this.taker = followed.taker();
    this.keys = followed.topic().key().deserializer();
    this.values = followed.topic().value().deserializer();
  }

  String topic() {
    return partition.topic();
  }

  TopicPartition partition() {
    return partition;
  }

  /** It begins anew. */
  void forget() {
    next = NOWHERE;
  }

  /** Goes to where it was, or to where reading begins. */
  void seek(Consumer<byte[], byte[]> consumer) {
    end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    told = NOWHERE;
    if (next != NOWHERE) {
      consumer.seek(partition, next);
      return;
    }
    taker.begin();
    if (past == null) {
      consumer.seekToBeginning(List.of(partition));
    } else {
      long sinceMs = System.currentTimeMillis() - past.toMillis();
      var first = consumer.offsetsForTimes(Map.of(partition, sinceMs)).get(partition);
      consumer.seek(partition, first == null ? end : first.offset());
    }
  }

  void take(ConsumerRecord<byte[], byte[]> record) {
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
      taker.take(key, value, record.timestamp());
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

  /** Whether it was told that all is read that the topic had when reading began. */
  boolean isRead() {
    return told != NOWHERE;
  }

  /** Tells how far the topic is read, if that is news. */
  void tell(Consumer<byte[], byte[]> consumer) {
    long position = consumer.position(partition);
    if (position >= end && position != told) {
      told = position;
      taker.caughtUp(position);
    }
  }
}
