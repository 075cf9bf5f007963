package equilibrium.scoring.stream.codec;

import equilibrium.schemas.event.ClientId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/**
 * The common form of all codecs here: a layout byte, then fixed fields, big-endian; null stays
 * null. A changed layout gets the next number, and the old one is still read. Enums are written as
 * their position in the schema, which only gains symbols at its end.
 */
final class ByteCodec {
  private static final int ID_BYTES = 16;

  /** Reads a value from all its bytes. */
  interface Reader<V> {
    /** The value; null: the layout is unknown. Must use all bytes. */
    @Nullable V read(ByteBuffer in);
  }

  /**
   * A serde; it throws {@link SerializationException} for bytes that are no value.
   *
   * @param what names a value in errors, as "a credit"
   * @param expected names layouts and sizes in errors, as "layout 2, 74 bytes"
   */
  static <V> Serde<V> of(
      String what, String expected, Function<V, ByteBuffer> writer, Reader<V> reader) {
    return Serdes.serdeFrom(
        (_, value) -> value == null ? null : writer.apply(value).array(),
        (_, bytes) -> bytes == null ? null : read(bytes, what, expected, reader));
  }

  private static <V> V read(byte[] bytes, String what, String expected, Reader<V> reader) {
    var in = ByteBuffer.wrap(bytes);
    try {
      V value = reader.read(in);
      if (value != null && !in.hasRemaining()) {
        return value;
      }
    } catch (BufferUnderflowException | IndexOutOfBoundsException _) {
      // too short, or no symbol of an enum
    }
    throw new SerializationException(
        "%s of %d bytes%s, expected %s"
            .formatted(
                what,
                bytes.length,
                bytes.length == 0 ? "" : " in layout " + Byte.toUnsignedInt(bytes[0]),
                expected));
  }

  /** A buffer of exactly this size, layout byte included, which is written. */
  static ByteBuffer layout(byte layout, int size) {
    return ByteBuffer.allocate(size).put(layout);
  }

  static ClientId clientId(ByteBuffer in) {
    return new ClientId(bytes(in, ID_BYTES));
  }

  static byte[] bytes(ByteBuffer in, int size) {
    byte[] bytes = new byte[size];
    in.get(bytes);
    return bytes;
  }

  @SuppressWarnings("EnumOrdinal") // the order of symbols in a schema never changes
  static byte symbol(Enum<?> symbol) {
    return (byte) symbol.ordinal();
  }

  static byte flag(boolean flag) {
    return (byte) (flag ? 1 : 0);
  }

  private ByteCodec() {}
}
