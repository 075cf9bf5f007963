package equilibrium.scoring.stream.codec;

import equilibrium.scoring.swarm.NetworkPresence;
import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * A network presence in its store, 17 bytes: layout (1), time credited, time corroborated (-2^63:
 * never).
 */
public final class PresenceCodec {
  public static final Serde<NetworkPresence> SERDE =
      ByteCodec.of(
          "a network presence", "layout 2, 17 bytes", PresenceCodec::write, PresenceCodec::read);

  private static final byte LAYOUT = 2;
  private static final int SIZE = 17;

  private static ByteBuffer write(NetworkPresence presence) {
    return ByteCodec.layout(LAYOUT, SIZE)
        .putLong(presence.creditedMs())
        .putLong(presence.corroboratedMs());
  }

  private static @Nullable NetworkPresence read(ByteBuffer in) {
    return in.get() != LAYOUT ? null : new NetworkPresence(in.getLong(), in.getLong());
  }

  private PresenceCodec() {}
}
