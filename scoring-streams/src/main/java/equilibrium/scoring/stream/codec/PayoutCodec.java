package equilibrium.scoring.stream.codec;

import equilibrium.schemas.event.Identity;
import equilibrium.scoring.swarm.Payout;
import equilibrium.scoring.swarm.Payout.Payment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * A payout in its store: layout (1 byte), time, and for each payment 50 bytes: client id (16),
 * network id (16), identity (1), uploaded, downloaded, corroborates (1).
 */
public final class PayoutCodec {
  public static final Serde<Payout> SERDE =
      ByteCodec.of(
          "a payout",
          "layout 1, 9 bytes and 50 for each payment",
          PayoutCodec::write,
          PayoutCodec::read);

  private static final byte LAYOUT = 1;
  private static final int HEADER = 9;
  private static final int SIZE = 50;
  private static final Identity[] IDENTITIES = Identity.values();

  private static ByteBuffer write(Payout payout) {
    var out = ByteCodec.layout(LAYOUT, HEADER + payout.payments().size() * SIZE);
    out.putLong(payout.atMs());
    for (Payment payment : payout.payments()) {
      out.put(payment.clientId().bytes()).put(payment.networkId().bytes());
      out.put(ByteCodec.symbol(payment.identity()));
      out.putLong(payment.uploaded()).putLong(payment.downloaded());
      out.put(ByteCodec.flag(payment.corroborates()));
    }
    return out;
  }

  private static @Nullable Payout read(ByteBuffer in) {
    if (in.get() != LAYOUT) {
      return null;
    }
    long atMs = in.getLong();
    var payments = new ArrayList<Payment>(in.remaining() / SIZE);
    while (in.hasRemaining()) {
      payments.add(payment(in));
    }
    return new Payout(atMs, payments);
  }

  private static Payment payment(ByteBuffer in) {
    return new Payment(
        ByteCodec.clientId(in),
        ByteCodec.clientId(in),
        IDENTITIES[in.get()],
        in.getLong(),
        in.getLong(),
        in.get() == 1);
  }

  private PayoutCodec() {}
}
