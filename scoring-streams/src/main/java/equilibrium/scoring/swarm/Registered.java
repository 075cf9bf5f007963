package equilibrium.scoring.swarm;

import equilibrium.schemas.Ids;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Registration;
import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/**
 * What scoring needs of a registration. In its store: layout (1 byte), size (8), and the other hash
 * (20) if there is one.
 *
 * @param sizeBytes 0: not known
 * @param canonical the hash of a hybrid torrent under which it is counted; null: its own
 */
public record Registered(long sizeBytes, @Nullable InfoHash canonical) {
  public static final Registered NOTHING = new Registered(0, null);
  public static final Serde<Registered> SERDE =
      Serdes.serdeFrom((_, registered) -> write(registered), (_, bytes) -> read(bytes));

  private static final byte LAYOUT = 2;
  private static final int SIZE = 9;

  public static Registered of(Registration registration) {
    Long size = registration.getSizeBytes();
    var other = registration.getAliasOf();
    boolean itself = registration.getInfoHash().equals(other);
    return new Registered(size == null ? 0 : Math.max(0, size), itself ? null : other);
  }

  private static byte @Nullable [] write(@Nullable Registered registered) {
    if (registered == null) {
      return null;
    }
    var canonical = registered.canonical;
    var buffer = ByteBuffer.allocate(canonical == null ? SIZE : SIZE + Ids.INFO_HASH_BYTES);
    buffer.put(LAYOUT).putLong(registered.sizeBytes);
    return canonical == null ? buffer.array() : buffer.put(canonical.bytes()).array();
  }

  private static @Nullable Registered read(byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    if ((bytes.length != SIZE && bytes.length != SIZE + Ids.INFO_HASH_BYTES)
        || bytes[0] != LAYOUT) {
      throw new SerializationException(
          "a registration of %d bytes, expected %d or %d in layout %d"
              .formatted(bytes.length, SIZE, SIZE + Ids.INFO_HASH_BYTES, LAYOUT));
    }
    var in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
    long size = in.getLong();
    if (!in.hasRemaining()) {
      return new Registered(size, null);
    }
    byte[] hash = new byte[Ids.INFO_HASH_BYTES];
    in.get(hash);
    return new Registered(size, new InfoHash(hash));
  }
}
