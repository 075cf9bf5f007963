package equilibrium.projector.projection;

import equilibrium.projector.table.Row;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record of a topic, decoded.
 *
 * @param raw as it was read
 * @param value null: a tombstone
 */
public record DecodedRecord<K, V>(
    ConsumerRecord<byte[], byte[]> raw, @Nullable K key, @Nullable V value) {

  /** A row that this record makes. */
  <R> Row<R> row(R value) {
    return new Row<>(raw.partition(), raw.offset(), value);
  }
}
