package equilibrium.schemas;

import java.util.function.Function;
import org.apache.avro.specific.SpecificFixed;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Writes an id as its bare bytes, so that any Kafka tool partitions and greps by it. */
final class FixedSerde<T extends SpecificFixed> implements Serde<T> {
  private final int size;
  private final Function<byte[], T> id;

  FixedSerde(int size, Function<byte[], T> id) {
    this.size = size;
    this.id = id;
  }

  @Override
  public Serializer<T> serializer() {
    return (_, value) -> value == null ? null : value.bytes();
  }

  @Override
  public Deserializer<T> deserializer() {
    return (_, bytes) -> read(bytes);
  }

  private @Nullable T read(byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    if (bytes.length != size) {
      throw new SerializationException(
          "an id of %d bytes, expected %d".formatted(bytes.length, size));
    }
    return id.apply(bytes);
  }
}
