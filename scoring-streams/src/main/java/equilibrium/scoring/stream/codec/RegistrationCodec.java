package equilibrium.scoring.stream.codec;

import equilibrium.schemas.event.InfoHash;
import equilibrium.scoring.swarm.RegisteredTorrent;
import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * A registered torrent in its store: layout (1 byte), size, and the canonical hash (20) if there is
 * one.
 */
public final class RegistrationCodec {
  public static final Serde<RegisteredTorrent> SERDE =
      ByteCodec.of(
          "a registered torrent",
          "layout 2, 9 or 29 bytes",
          RegistrationCodec::write,
          RegistrationCodec::read);

  private static final byte LAYOUT = 2;
  private static final int SIZE = 9;
  private static final int HASH_BYTES = 20;

  private static ByteBuffer write(RegisteredTorrent torrent) {
    var canonical = torrent.canonical();
    var out = ByteCodec.layout(LAYOUT, canonical == null ? SIZE : SIZE + HASH_BYTES);
    out.putLong(torrent.sizeBytes());
    return canonical == null ? out : out.put(canonical.bytes());
  }

  private static @Nullable RegisteredTorrent read(ByteBuffer in) {
    if (in.get() != LAYOUT) {
      return null;
    }
    long size = in.getLong();
    return new RegisteredTorrent(
        size, in.hasRemaining() ? new InfoHash(ByteCodec.bytes(in, HASH_BYTES)) : null);
  }

  private RegistrationCodec() {}
}
