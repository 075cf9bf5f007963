package equilibrium.scoring.swarm;

import equilibrium.schemas.Ids;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Identity;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/**
 * Some of the payments that a settled episode owes. In its store, big-endian: layout (1), atMs, and
 * for each payment 50 bytes: client id (16), network id (16), identity (1), uploaded, downloaded,
 * borne out (1).
 *
 * @param atMs effective time of the episode's last bytes
 */
public record Payout(long atMs, List<Payment> payments) {
  /**
   * What a session is credited for its bytes.
   *
   * @param uploaded bytes, its fair share
   * @param downloaded bytes
   * @param borneOut whether its network did upload in the swarm, as far as anybody can tell
   */
  public record Payment(
      ClientId clientId,
      ClientId networkId,
      Identity identity,
      long uploaded,
      long downloaded,
      boolean borneOut) {}

  public static final Serde<Payout> SERDE =
      Serdes.serdeFrom((_, payout) -> write(payout), (_, bytes) -> read(bytes));

  private static final byte LAYOUT = 1;
  private static final int HEADER = 9;
  private static final int SIZE = 50;
  private static final Identity[] IDENTITIES = Identity.values();

  @SuppressWarnings("EnumOrdinal") // the order of symbols in a schema never changes
  private static byte @Nullable [] write(@Nullable Payout payout) {
    if (payout == null) {
      return null;
    }
    var out = ByteBuffer.allocate(HEADER + payout.payments.size() * SIZE);
    out.put(LAYOUT).putLong(payout.atMs);
    for (Payment payment : payout.payments) {
      out.put(payment.clientId.bytes()).put(payment.networkId.bytes());
      out.put((byte) payment.identity.ordinal());
      out.putLong(payment.uploaded).putLong(payment.downloaded);
      out.put((byte) (payment.borneOut ? 1 : 0));
    }
    return out.array();
  }

  private static @Nullable Payout read(byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    if (bytes.length < HEADER || (bytes.length - HEADER) % SIZE != 0 || bytes[0] != LAYOUT) {
      throw new SerializationException(
          "a payout of %d bytes, expected %d and %d for each payment in layout %d"
              .formatted(bytes.length, HEADER, SIZE, LAYOUT));
    }
    var in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
    long atMs = in.getLong();
    var payments = new ArrayList<Payment>(in.remaining() / SIZE);
    while (in.hasRemaining()) {
      payments.add(payment(in));
    }
    return new Payout(atMs, payments);
  }

  private static Payment payment(ByteBuffer in) {
    return new Payment(
        id(in), id(in), IDENTITIES[in.get()], in.getLong(), in.getLong(), in.get() == 1);
  }

  private static ClientId id(ByteBuffer in) {
    byte[] id = new byte[Ids.CLIENT_ID_BYTES];
    in.get(id);
    return new ClientId(id);
  }
}
