package equilibrium.streams.codec;

import equilibrium.schemas.Ids;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Position;
import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one stored value while they are read, as {@link StateOutput} wrote them. What cannot
 * be is a {@link SerializationException} that names the place and what was expected.
 */
public final class StateInput {
  static final long NULL_LONG = Long.MIN_VALUE;
  static final int NULL_ENUM = -1;
  static final int NULL_POSITION = -1;

  private final String what;
  private final ByteBuffer buffer;

  /**
   * Begins after the layout byte.
   *
   * @param what names the value in errors
   */
  StateInput(String what, byte[] bytes) {
    this.what = what;
    this.buffer = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
  }

  public int readByte() {
    return need(Byte.BYTES).get();
  }

  public int readShort() {
    return need(Short.BYTES).getShort();
  }

  public int readInt() {
    return need(Integer.BYTES).getInt();
  }

  public long readLong() {
    return need(Long.BYTES).getLong();
  }

  public @Nullable Long readNullableLong() {
    long value = readLong();
    return value == NULL_LONG ? null : Long.valueOf(value);
  }

  public boolean readFlag() {
    int flag = readByte();
    return switch (flag) {
      case 0 -> false;
      case 1 -> true;
      default -> throw wrong("a flag of %d".formatted(flag), "0 or 1");
    };
  }

  /**
   * An enum's constant.
   *
   * @param constants all that the enum has, in their order
   */
  public <E extends Enum<E>> E readEnum(E[] constants) {
    var constant = readNullableEnum(constants);
    if (constant == null) {
      throw wrong("null", "a constant of " + constants[0].getDeclaringClass().getSimpleName());
    }
    return constant;
  }

  /** As {@link #readEnum}, or null. */
  public <E extends Enum<E>> @Nullable E readNullableEnum(E[] constants) {
    int ordinal = readByte();
    if (ordinal == NULL_ENUM) {
      return null;
    }
    if (ordinal < 0 || ordinal >= constants.length) {
      throw wrong(
          "constant %d of %s".formatted(ordinal, constants[0].getDeclaringClass().getSimpleName()),
          "0 to " + (constants.length - 1));
    }
    return constants[ordinal];
  }

  public InfoHash readInfoHash() {
    return new InfoHash(readBytes(Ids.INFO_HASH_BYTES));
  }

  public PeerId readPeerId() {
    return new PeerId(readBytes(Ids.PEER_ID_BYTES));
  }

  public ClientId readClientId() {
    return new ClientId(readBytes(Ids.CLIENT_ID_BYTES));
  }

  public Position readPosition() {
    var position = readNullablePosition();
    if (position == null) {
      throw wrong("no position", "a partition of at least 0");
    }
    return position;
  }

  public @Nullable Position readNullablePosition() {
    int partition = readInt();
    long offset = readLong();
    return partition == NULL_POSITION ? null : new Position(partition, offset);
  }

  /** So many bytes. */
  public byte[] readBytes(int number) {
    byte[] bytes = new byte[number];
    need(number).get(bytes);
    return bytes;
  }

  /** All bytes that are not read yet. */
  public byte[] readRest() {
    return readBytes(buffer.remaining());
  }

  /** Whether the value has more bytes. */
  public boolean hasMore() {
    return buffer.hasRemaining();
  }

  /** What is wrong with the value at the place that was read last. */
  public SerializationException wrong(String found, String expected) {
    return new SerializationException(
        "%s: %s before byte %d, expected %s".formatted(what(), found, buffer.position(), expected));
  }

  private String what() {
    return "%s in layout %d".formatted(what, buffer.get(0));
  }

  void end() {
    if (buffer.hasRemaining()) {
      throw new SerializationException(
          "%s: %d bytes, expected %d".formatted(what(), buffer.limit(), buffer.position()));
    }
  }

  private ByteBuffer need(int bytes) {
    if (buffer.remaining() < bytes) {
      throw new SerializationException(
          "%s: %d bytes, expected at least %d"
              .formatted(what(), buffer.limit(), buffer.position() + bytes));
    }
    return buffer;
  }
}
