package equilibrium.scoring.stream.codec;

import equilibrium.schemas.event.Identity;
import equilibrium.scoring.swarm.Credit;
import equilibrium.scoring.swarm.Credit.Seeding;
import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * A credit between two stages, 74 bytes: layout (1), identity (1), network id (16), then time,
 * seconds online, recent and held byte-seconds, seconds, uploaded, downloaded.
 */
public final class CreditCodec {
  public static final Serde<Credit> SERDE =
      ByteCodec.of("a credit", "layout 2, 74 bytes", CreditCodec::write, CreditCodec::read);

  private static final byte LAYOUT = 2;
  private static final int SIZE = 74;
  private static final Identity[] IDENTITIES = Identity.values();

  private static ByteBuffer write(Credit credit) {
    var seeding = credit.seeding();
    return ByteCodec.layout(LAYOUT, SIZE)
        .put(ByteCodec.symbol(credit.identity()))
        .put(credit.networkId().bytes())
        .putLong(credit.atMs())
        .putLong(seeding.onlineSeconds())
        .putLong(seeding.recentByteSeconds())
        .putLong(seeding.heldByteSeconds())
        .putLong(seeding.seconds())
        .putLong(credit.uploaded())
        .putLong(credit.downloaded());
  }

  private static @Nullable Credit read(ByteBuffer in) {
    return in.get() != LAYOUT
        ? null
        : new Credit(
            IDENTITIES[in.get()],
            ByteCodec.clientId(in),
            in.getLong(),
            new Seeding(in.getLong(), in.getLong(), in.getLong(), in.getLong()),
            in.getLong(),
            in.getLong());
  }

  private CreditCodec() {}
}
