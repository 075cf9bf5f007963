package equilibrium.scoring.stream.codec;

import equilibrium.schemas.event.Identity;
import equilibrium.scoring.swarm.Payout;
import equilibrium.scoring.swarm.Payout.Payment;
import equilibrium.streams.codec.StateCodec;
import equilibrium.streams.codec.StateInput;
import equilibrium.streams.codec.StateOutput;
import java.util.ArrayList;
import org.apache.kafka.common.serialization.Serde;

/**
 * A payout in its store: layout (1 byte), time, and for each payment 50 bytes: client id (16),
 * network id (16), identity (1), uploaded, downloaded, corroborates (1).
 */
public final class PayoutCodec {
  static final StateCodec<Payout> CODEC =
      StateCodec.of("a payout", 1, PayoutCodec::write, PayoutCodec::read);
  public static final Serde<Payout> SERDE = CODEC.serde();

  private static final Identity[] IDENTITIES = Identity.values();

  private static void write(Payout payout, StateOutput out) {
    out.writeLong(payout.atMs());
    for (Payment payment : payout.payments()) {
      out.writeClientId(payment.clientId()).writeClientId(payment.networkId());
      out.writeEnum(payment.identity());
      out.writeLong(payment.uploaded()).writeLong(payment.downloaded());
      out.writeFlag(payment.corroborates());
    }
  }

  private static Payout read(StateInput in) {
    long atMs = in.readLong();
    var payments = new ArrayList<Payment>();
    while (in.hasMore()) {
      payments.add(payment(in));
    }
    return new Payout(atMs, payments);
  }

  private static Payment payment(StateInput in) {
    return new Payment(
        in.readClientId(),
        in.readClientId(),
        in.readEnum(IDENTITIES),
        in.readLong(),
        in.readLong(),
        in.readFlag());
  }

  private PayoutCodec() {}
}
