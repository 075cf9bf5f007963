package equilibrium.scoring.client;

import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/**
 * How many clients have a score. In its store, 16 bytes, big-endian, in this order.
 *
 * @param active who is not idle
 * @param eligible of them, who makes the cuts
 */
public record AtScore(long active, long eligible) {
  public static final Serde<AtScore> SERDE =
      Serdes.serdeFrom((_, count) -> count.write(), (_, bytes) -> read(bytes));

  private static final int SIZE = 2 * Long.BYTES;

  private byte[] write() {
    return ByteBuffer.allocate(SIZE).putLong(active).putLong(eligible).array();
  }

  private static @Nullable AtScore read(byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    if (bytes.length != SIZE) {
      throw new SerializationException(
          "a count of clients of %d bytes, expected %d".formatted(bytes.length, SIZE));
    }
    var in = ByteBuffer.wrap(bytes);
    return new AtScore(in.getLong(), in.getLong());
  }
}
