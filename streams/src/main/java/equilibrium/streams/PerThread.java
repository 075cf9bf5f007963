package equilibrium.streams;

import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * A serde for nodes of a topology. Kafka Streams shares the serializers of a node between all its
 * threads, but those of Avro records keep buffers: here each thread has its own.
 */
public final class PerThread {

  /**
   * A serde that is safe for threads.
   *
   * @param serdes makes one, or gives one that makes new serializers when asked
   */
  public static <T> Serde<T> of(Supplier<Serde<T>> serdes) {
    var writers = ThreadLocal.withInitial(() -> serdes.get().serializer());
    var readers = ThreadLocal.withInitial(() -> serdes.get().deserializer());
    return Serdes.serdeFrom(
        (topic, value) -> writers.get().serialize(topic, value),
        (topic, bytes) -> readers.get().deserialize(topic, bytes));
  }

  private PerThread() {}
}
