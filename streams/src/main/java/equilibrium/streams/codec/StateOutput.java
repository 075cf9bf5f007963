package equilibrium.streams.codec;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Position;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The bytes of one stored value while they are written, big-endian. For one thread. */
public final class StateOutput {
  private static final int FIRST_BYTES = 256;

  private ByteBuffer buffer = ByteBuffer.allocate(FIRST_BYTES);

  StateOutput() {}

  /**
   * Writes one byte.
   *
   * @param value -128 to 127
   */
  public StateOutput writeByte(int value) {
    if (value != (byte) value) {
      throw new IllegalArgumentException("%d, expected -128 to 127".formatted(value));
    }
    room(Byte.BYTES).put((byte) value);
    return this;
  }

  /**
   * Writes two bytes.
   *
   * @param value -32,768 to 32,767
   */
  public StateOutput writeShort(int value) {
    if (value != (short) value) {
      throw new IllegalArgumentException("%d, expected -32768 to 32767".formatted(value));
    }
    room(Short.BYTES).putShort((short) value);
    return this;
  }

  public StateOutput writeInt(int value) {
    room(Integer.BYTES).putInt(value);
    return this;
  }

  public StateOutput writeLong(long value) {
    room(Long.BYTES).putLong(value);
    return this;
  }

  /**
   * Writes eight bytes.
   *
   * @param value anything but the least long, which stands for null
   */
  public StateOutput writeNullableLong(@Nullable Long value) {
    if (value != null && value == StateInput.NULL_LONG) {
      throw new IllegalArgumentException("the least long stands for null");
    }
    return writeLong(value == null ? StateInput.NULL_LONG : value);
  }

  /** One byte: 0 or 1. */
  public StateOutput writeFlag(boolean value) {
    return writeByte(value ? 1 : 0);
  }

  /** One byte: the ordinal, -1 for null. Constants may be added to the enum at its end only. */
  @SuppressWarnings("EnumOrdinal") // no symbol of a stored enum ever moves
  public StateOutput writeEnum(@Nullable Enum<?> value) {
    return writeByte(value == null ? StateInput.NULL_ENUM : value.ordinal());
  }

  public StateOutput writeInfoHash(InfoHash id) {
    return writeBytes(id.bytes());
  }

  public StateOutput writePeerId(PeerId id) {
    return writeBytes(id.bytes());
  }

  public StateOutput writeClientId(ClientId id) {
    return writeBytes(id.bytes());
  }

  /** Partition (4 bytes) and offset (8); -1 and -1 for null. */
  public StateOutput writePosition(@Nullable Position position) {
    writeInt(position == null ? StateInput.NULL_POSITION : position.getPartition());
    return writeLong(position == null ? StateInput.NULL_POSITION : position.getOffset());
  }

  /** The bytes as they are, without their number. */
  public StateOutput writeBytes(byte[] bytes) {
    room(bytes.length).put(bytes);
    return this;
  }

  byte[] written() {
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      int size = Math.max(2 * buffer.capacity(), buffer.position() + bytes);
      buffer = ByteBuffer.allocate(size).put(buffer.flip());
    }
    return buffer;
  }
}
