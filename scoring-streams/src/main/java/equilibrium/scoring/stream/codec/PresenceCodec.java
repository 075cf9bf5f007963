package equilibrium.scoring.stream.codec;

import equilibrium.scoring.swarm.NetworkPresence;
import equilibrium.streams.codec.StateCodec;
import org.apache.kafka.common.serialization.Serde;

/**
 * A network presence in its store, 17 bytes: layout (1), time credited, time corroborated (-2^63:
 * never).
 */
public final class PresenceCodec {
  static final StateCodec<NetworkPresence> CODEC =
      StateCodec.of(
          "a network presence",
          2,
          (presence, out) ->
              out.writeLong(presence.creditedMs()).writeLong(presence.corroboratedMs()),
          in -> new NetworkPresence(in.readLong(), in.readLong()));
  public static final Serde<NetworkPresence> SERDE = CODEC.serde();

  private PresenceCodec() {}
}
