package equilibrium.scoring.stream.codec;

import equilibrium.streams.codec.StateCodec;
import java.util.function.Predicate;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Reads values whose first layout had no layout byte; it is recognised by its bytes. */
final class Unversioned {

  /**
   * A serde that writes with a layout byte, and reads with and without one.
   *
   * @param layout the layout whose fields are those of the first one
   * @param first whether bytes that are not null are of the first layout
   */
  static <V> Serde<V> serde(StateCodec<V> codec, int layout, Predicate<byte[]> first) {
    return Serdes.serdeFrom(
        (_, value) -> codec.write(value),
        (_, bytes) -> codec.read(bytes != null && first.test(bytes) ? with(layout, bytes) : bytes));
  }

  private static byte[] with(int layout, byte[] fields) {
    byte[] bytes = new byte[1 + fields.length];
    bytes[0] = (byte) layout;
    System.arraycopy(fields, 0, bytes, 1, fields.length);
    return bytes;
  }

  private Unversioned() {}
}
