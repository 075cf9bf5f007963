package equilibrium.projector.projection;

import equilibrium.schemas.Topic;
import equilibrium.schemas.Topic.Kept;
import equilibrium.schemas.Topics;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * A topic and the projection of its records. Not thread-safe: decoders keep their buffers.
 *
 * @param readers of the table
 */
public record Feed<K, V>(
    Topic<K, V> topic,
    Readers readers,
    Projection<K, V> projection,
    Deserializer<K> keys,
    Deserializer<V> values) {

  /** How soon readers of a table need to see a change. */
  public enum Readers {
    /** Nobody is notified. */
    NONE,
    /** Every ingress reads what is new by its offset, now and then; only a rebuild notifies it. */
    POLL,
    /** Every ingress is notified. */
    FOLLOW,
    /** Every ingress is notified, and the command that made the change waits for it. */
    WAIT
  }

  static <K, V> Feed<K, V> of(Topic<K, V> topic, Projection<K, V> projection) {
    return of(topic, Readers.NONE, projection);
  }

  static <K, V> Feed<K, V> of(Topic<K, V> topic, Readers readers, Projection<K, V> projection) {
    return new Feed<>(
        topic, readers, projection, topic.key().deserializer(), topic.value().deserializer());
  }

  public String table() {
    return projection.table();
  }

  /** All tables that its records are written to. */
  public List<String> tables() {
    return projection.tables();
  }

  /** How its tables are made anew from the log. */
  public Refold refold() {
    return projection.refold();
  }

  /** Whether readers are notified of changes of the table. */
  public boolean isFollowed() {
    return readers == Readers.FOLLOW || readers == Readers.WAIT;
  }

  /** Whether readers have to be notified of rows that changed but have no newer offset. */
  public boolean isPolled() {
    return readers == Readers.POLL;
  }

  /** Whether an operator's command waits for the row. */
  public boolean isUrgent() {
    return readers == Readers.WAIT;
  }

  boolean hasTombstones() {
    return projection.hasTombstones();
  }

  /** Decodes a record. Throws SerializationException if that is impossible. */
  public DecodedRecord<K, V> decode(ConsumerRecord<byte[], byte[]> raw) {
    var name = topic.name();
    boolean compacted = topic.kept() instanceof Kept.Newest;
    if (compacted && raw.key() == null) {
      throw new SerializationException(name + ": no key");
    }
    if (!compacted && raw.value() == null && !name.equals(Topics.DEAD_LETTERS.name())) {
      throw new SerializationException(name + ": no value");
    }
    try {
      var key = keys.deserialize(name, raw.key());
      var value = values.deserialize(name, raw.value());
      if (compacted && key != null && value != null && !projection.belongs(key, value)) {
        throw new SerializationException(name + ": the key is not that of the value");
      }
      return new DecodedRecord<>(raw, key, value);
    } catch (SerializationException e) {
      throw e;
    } catch (RuntimeException e) { // decoders throw many kinds on damaged bytes
      throw new SerializationException("%s: %s".formatted(name, e), e);
    }
  }

  /**
   * Writes this topic's part of a batch.
   *
   * @param records decoded by this feed
   */
  @SuppressWarnings("unchecked") // decoded by this feed, so of its types
  public int apply(Connection db, List<DecodedRecord<?, ?>> records) throws SQLException {
    return projection.apply(db, (List<DecodedRecord<K, V>>) (List<?>) records);
  }
}
