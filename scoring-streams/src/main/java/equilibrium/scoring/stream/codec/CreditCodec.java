package equilibrium.scoring.stream.codec;

import equilibrium.schemas.event.Identity;
import equilibrium.scoring.swarm.Credit;
import equilibrium.scoring.swarm.Credit.Seeding;
import equilibrium.streams.codec.StateCodec;
import equilibrium.streams.codec.StateInput;
import equilibrium.streams.codec.StateOutput;
import org.apache.kafka.common.serialization.Serde;

/**
 * A credit between two stages, 74 bytes: layout (1), identity (1), network id (16), then time,
 * seconds online, recent and held byte-seconds, seconds, uploaded, downloaded.
 */
public final class CreditCodec {
  static final StateCodec<Credit> CODEC =
      StateCodec.of("a credit", 2, CreditCodec::write, CreditCodec::read);
  public static final Serde<Credit> SERDE = CODEC.serde();

  private static final Identity[] IDENTITIES = Identity.values();

  private static void write(Credit credit, StateOutput out) {
    var seeding = credit.seeding();
    out.writeEnum(credit.identity()).writeClientId(credit.networkId()).writeLong(credit.atMs());
    out.writeLong(seeding.onlineSeconds()).writeLong(seeding.recentByteSeconds());
    out.writeLong(seeding.heldByteSeconds()).writeLong(seeding.seconds());
    out.writeLong(credit.uploaded()).writeLong(credit.downloaded());
  }

  private static Credit read(StateInput in) {
    return new Credit(
        in.readEnum(IDENTITIES),
        in.readClientId(),
        in.readLong(),
        new Seeding(in.readLong(), in.readLong(), in.readLong(), in.readLong()),
        in.readLong(),
        in.readLong());
  }

  private CreditCodec() {}
}
