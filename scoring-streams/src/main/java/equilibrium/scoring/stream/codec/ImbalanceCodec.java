package equilibrium.scoring.stream.codec;

import equilibrium.scoring.swarm.Imbalance;
import equilibrium.streams.codec.StateCodec;
import equilibrium.streams.codec.StateInput;
import equilibrium.streams.codec.StateOutput;
import org.apache.kafka.common.serialization.Serde;

/**
 * The imbalance of a swarm in its store, 34 bytes: layout (1), excess (8, IEEE 754), since,
 * deficit, since (8 each), web-seeded (1).
 */
public final class ImbalanceCodec {
  static final StateCodec<Imbalance> CODEC =
      StateCodec.of("an imbalance", 1, ImbalanceCodec::write, ImbalanceCodec::read);
  public static final Serde<Imbalance> SERDE = CODEC.serde();

  private static void write(Imbalance imbalance, StateOutput out) {
    out.writeLong(Double.doubleToLongBits(imbalance.excess())).writeLong(imbalance.excessSinceMs());
    out.writeLong(Double.doubleToLongBits(imbalance.deficit()))
        .writeLong(imbalance.deficitSinceMs());
    out.writeFlag(imbalance.webSeeded());
  }

  private static Imbalance read(StateInput in) {
    return new Imbalance(
        Double.longBitsToDouble(in.readLong()),
        in.readLong(),
        Double.longBitsToDouble(in.readLong()),
        in.readLong(),
        in.readFlag());
  }

  private ImbalanceCodec() {}
}
