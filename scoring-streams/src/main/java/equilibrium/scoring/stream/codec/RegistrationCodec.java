package equilibrium.scoring.stream.codec;

import equilibrium.scoring.swarm.RegisteredTorrent;
import equilibrium.streams.codec.StateCodec;
import equilibrium.streams.codec.StateOutput;
import org.apache.kafka.common.serialization.Serde;

/**
 * A registered torrent in its store: layout (1 byte), size, private (1), and the canonical hash
 * (20) if there is one. Only in memory, so older layouts are not read.
 */
public final class RegistrationCodec {
  static final StateCodec<RegisteredTorrent> CODEC =
      StateCodec.of(
          "a registered torrent",
          3,
          RegistrationCodec::write,
          in ->
              new RegisteredTorrent(
                  in.readLong(), in.readFlag(), in.hasMore() ? in.readInfoHash() : null));
  public static final Serde<RegisteredTorrent> SERDE = CODEC.serde();

  private static void write(RegisteredTorrent torrent, StateOutput out) {
    out.writeLong(torrent.sizeBytes()).writeFlag(torrent.isPrivate());
    if (torrent.canonical() != null) {
      out.writeInfoHash(torrent.canonical());
    }
  }

  private RegistrationCodec() {}
}
