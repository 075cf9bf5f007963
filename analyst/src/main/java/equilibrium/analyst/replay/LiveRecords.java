package equilibrium.analyst.replay;

import equilibrium.analyst.log.LogReader;
import equilibrium.analyst.log.LogRecord;
import equilibrium.platform.Fault;
import equilibrium.schemas.Topic;
import equilibrium.schemas.event.Position;
import java.util.function.Consumer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** The values of one class in one partition of a topic, in their order. */
final class LiveRecords<T extends SpecificRecord> implements AutoCloseable {
  private final Topic<?, ?> topic;
  private final LogReader reader;
  private final Class<T> type;
  private final Deserializer<?> values;
  private final boolean isWhole;
  private @Nullable T next;
  private Position place = new Position(-1, -1L);

  /**
   * Values of a reader.
   *
   * @param isWhole whether the topic still has all that it had
   */
  LiveRecords(Topic<?, ?> topic, LogReader reader, Class<T> type, boolean isWhole) {
    this.topic = topic;
    this.reader = reader;
    this.type = type;
    this.values = topic.value().deserializer();
    this.isWhole = isWhole;
  }

  boolean isWhole() {
    return isWhole;
  }

  /** The next value, which stays; null: there is none. */
  @Nullable T peek() {
    for (var record = more(); record != null; record = more()) {
      next = value(record);
      place = new Position(record.partition(), record.offset());
      reader.skip();
    }
    return next;
  }

  /** The next record, if the one before it has no value; null: none is needed, or there is none. */
  private @Nullable LogRecord more() {
    return next == null ? reader.peek() : null;
  }

  void skip() {
    next = null;
  }

  /** Where the value lies that {@link #peek} gave last. */
  Position place() {
    return place;
  }

  void forEach(Consumer<T> consumer) {
    for (var value = peek(); value != null; value = peek()) {
      skip();
      consumer.accept(value);
    }
  }

  /** Null: a tombstone, or a value of another class. */
  private @Nullable T value(LogRecord record) {
    if (record.value() == null) {
      return null;
    }
    try {
      Object value = values.deserialize(topic.name(), record.value());
      return type.isInstance(value) ? type.cast(value) : null;
    } catch (SerializationException | AvroRuntimeException e) {
      throw new Fault(
          "%s has an unreadable record at offset %d of partition %d: %s"
              .formatted(topic.name(), record.offset(), record.partition(), e.getMessage()),
          e);
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
