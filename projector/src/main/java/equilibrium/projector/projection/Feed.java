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
 * A topic and what becomes of it. Not thread-safe: decoders keep their buffers.
 *
 * @param followed whether readers wait for changes of the table (NOTIFY)
 */
public record Feed<K, V>(
    Topic<K, V> topic,
    boolean followed,
    Projection<K, V> projection,
    Deserializer<K> keys,
    Deserializer<V> values) {

  static <K, V> Feed<K, V> of(Topic<K, V> topic, Projection<K, V> projection) {
    return feed(topic, false, projection);
  }

  static <K, V> Feed<K, V> followed(Topic<K, V> topic, Projection<K, V> projection) {
    return feed(topic, true, projection);
  }

  private static <K, V> Feed<K, V> feed(
      Topic<K, V> topic, boolean followed, Projection<K, V> projection) {
    return new Feed<>(
        topic, followed, projection, topic.key().deserializer(), topic.value().deserializer());
  }

  public String table() {
    return projection.table();
  }

  /** Whether rows of its table end by a tombstone. */
  boolean hasTombstones() {
    return projection instanceof Newest || projection instanceof ClientStandings;
  }

  /** The record in types. Throws SerializationException where it is poison. */
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
      return new DecodedRecord<>(
          raw, keys.deserialize(name, raw.key()), values.deserialize(name, raw.value()));
    } catch (SerializationException e) {
      throw e;
    } catch (RuntimeException e) { // a decoder that trips over bytes in a way of its own
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
