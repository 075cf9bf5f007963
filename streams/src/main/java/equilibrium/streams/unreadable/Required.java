package equilibrium.streams.unreadable;

import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Serdes that refuse what has no meaning where they read, so that it becomes a dead letter. */
public final class Required {

  /**
   * A serde that does not read null.
   *
   * @param what names the value in the error, such as "the value of contributions"
   */
  public static <T> Serde<T> notNull(String what, Serde<T> serde) {
    var reader = serde.deserializer();
    Deserializer<T> strict =
        (topic, bytes) -> {
          if (bytes == null) {
            throw new SerializationException(what + ": null, expected a record");
          }
          return reader.deserialize(topic, bytes);
        };
    return Serdes.serdeFrom(serde.serializer(), strict);
  }

  /** A serde that reads one value only. */
  public static <T> Serde<T> only(T expected, String what, Serde<T> serde) {
    var reader = serde.deserializer();
    Deserializer<T> strict =
        (topic, bytes) -> {
          T value = reader.deserialize(topic, bytes);
          if (!expected.equals(value)) {
            throw new SerializationException(
                "%s: %s, expected %s".formatted(what, shown(value), expected));
          }
          return value;
        };
    return Serdes.serdeFrom(serde.serializer(), strict);
  }

  private static String shown(Object value) {
    var text = String.valueOf(value);
    return text.substring(0, Math.min(text.length(), 40));
  }

  private Required() {}
}
