package equilibrium.scoring;

import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/**
 * A client of the population has another score. Only within this program.
 *
 * @param before 0 to 1000; {@link #NOBODY}: the client was not in the population
 * @param after 0 to 1000; {@link #NOBODY}: it is no more
 * @param atMs effective time
 */
record ScoreChange(int before, int after, long atMs) {
  static final int NOBODY = -1;
  static final Serde<ScoreChange> SERDE =
      Serdes.serdeFrom((_, change) -> change.write(), (_, bytes) -> read(bytes));

  private static final int SIZE = 2 * Integer.BYTES + Long.BYTES;

  private byte[] write() {
    return ByteBuffer.allocate(SIZE).putInt(before).putInt(after).putLong(atMs).array();
  }

  private static @Nullable ScoreChange read(byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    if (bytes.length != SIZE) {
      throw new SerializationException(
          "a change of score of %d bytes, expected %d".formatted(bytes.length, SIZE));
    }
    var buffer = ByteBuffer.wrap(bytes);
    return new ScoreChange(buffer.getInt(), buffer.getInt(), buffer.getLong());
  }
}
