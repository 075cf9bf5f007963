package equilibrium.streams.codec;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/**
 * One type of stored values as bytes: a layout byte, then fields. A value is written in the newest
 * layout, and read in each that is given. A change of fields is a new layout, and the older ones
 * stay readable for as long as stores may hold them. Safe for threads. Null is null.
 */
public final class StateCodec<T> {
  private static final int SHOWN_BYTES = 16;

  /** Writes the fields of a value. */
  @FunctionalInterface
  public interface Writer<T> {
    void write(T value, StateOutput out);
  }

  /** Reads the fields of a value; it must read all bytes. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(StateInput in);
  }

  private final String what;
  private final byte layout;
  private final Writer<T> writer;
  private final Map<Byte, Reader<T>> readers;

  private StateCodec(String what, byte layout, Writer<T> writer, Map<Byte, Reader<T>> readers) {
    this.what = what;
    this.layout = layout;
    this.writer = writer;
    this.readers = readers;
  }

  /**
   * A codec with one layout.
   *
   * @param what names the type in errors, such as "a session"
   * @param layout 0 to 127
   */
  public static <T> StateCodec<T> of(String what, int layout, Writer<T> writer, Reader<T> reader) {
    return new StateCodec<>(what, checked(layout), writer, Map.of(checked(layout), reader));
  }

  /** The same, which also reads values of an older layout. */
  public StateCodec<T> reading(int older, Reader<T> reader) {
    var all = new TreeMap<>(readers);
    if (all.put(checked(older), reader) != null) {
      throw new IllegalArgumentException("%s: layout %d twice".formatted(what, older));
    }
    return new StateCodec<>(what, layout, writer, all);
  }

  private static byte checked(int layout) {
    if (layout < 0 || layout > Byte.MAX_VALUE) {
      throw new IllegalArgumentException("layout %d, expected 0 to 127".formatted(layout));
    }
    return (byte) layout;
  }

  public Serde<T> serde() {
    return Serdes.serdeFrom((_, value) -> write(value), (_, bytes) -> read(bytes));
  }

  /** The bytes of a value, the layout byte first. */
  public byte @Nullable [] write(@Nullable T value) {
    if (value == null) {
      return null;
    }
    var out = new StateOutput().writeByte(layout);
    writer.write(value, out);
    return out.written();
  }

  /** The value that was written; a {@link SerializationException} if there is none. */
  public @Nullable T read(byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    if (bytes.length == 0) {
      throw new SerializationException("%s: no bytes, expected a layout byte".formatted(what));
    }
    var reader = readers.get(bytes[0]);
    if (reader == null) {
      throw new SerializationException(
          "%s: layout %d of %d bytes (%s), expected layout %s"
              .formatted(what, bytes[0], bytes.length, shown(bytes), expected()));
    }
    var in = new StateInput(what, bytes);
    T value = reader.read(in);
    in.end();
    return value;
  }

  private String expected() {
    var layouts = new TreeMap<>(readers).keySet().stream().map(String::valueOf).toList();
    return String.join(" or ", layouts);
  }

  private static String shown(byte[] bytes) {
    var first = Arrays.copyOf(bytes, Math.min(bytes.length, SHOWN_BYTES));
    return HexFormat.of().formatHex(first) + (bytes.length > SHOWN_BYTES ? "…" : "");
  }
}
