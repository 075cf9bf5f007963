package equilibrium.analyst.judge;

import equilibrium.analyst.log.Log;
import equilibrium.analyst.log.LogRecord;
import equilibrium.analyst.log.PartitionRange;
import equilibrium.analyst.log.Progress;
import equilibrium.schemas.Topic;
import java.util.function.BiConsumer;
import org.apache.avro.AvroRuntimeException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * The values of one partition in their order. Passes over what has none and what does not decode,
 * as detection does.
 *
 * @param progress is told of each record; null: nobody is
 */
record Decoded<V>(Log log, PartitionRange range, Topic<?, V> topic, @Nullable Progress progress) {

  static <V> Decoded<V> of(Log log, PartitionRange range, Topic<?, V> topic) {
    return new Decoded<>(log, range, topic, null);
  }

  void forEach(BiConsumer<LogRecord, V> consumer) {
    var values = topic.value().deserializer();
    try (var reader = log.read(range)) {
      for (var record = reader.peek(); record != null; record = reader.peek()) {
        reader.skip();
        if (progress != null) {
          progress.add(1);
        }
        V value;
        try {
          value = record.value() == null ? null : values.deserialize(topic.name(), record.value());
        } catch (SerializationException | AvroRuntimeException _) {
          continue;
        }
        if (value != null) {
          consumer.accept(record, value);
        }
      }
    }
  }
}
