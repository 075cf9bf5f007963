package equilibrium.scoring.swarm;

import equilibrium.schemas.Ids;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.Identity;
import equilibrium.scoring.client.OnlineTime;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.session.Counters;
import equilibrium.scoring.swarm.Payout.Payment;
import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/**
 * What a client is credited for, on the way to its sums: by an announce, or by an episode that
 * settled. Only within this program. 74 bytes, big-endian: layout (1), identity (1), network id
 * (16), then the numbers.
 *
 * @param atMs effective time
 * @param onlineSeconds before atMs, in which the client was there
 * @param recent byte-seconds seeded times quality and need
 * @param held bytes seeded times quality, for half an hour at each look that finds them: by the
 *     same looks as time online, for their quotient is the average
 * @param time seconds seeded times quality and need
 * @param uploaded bytes, at most the fair share
 * @param downloaded bytes
 */
public record Credit(
    Identity identity,
    ClientId networkId,
    long atMs,
    long onlineSeconds,
    long recent,
    long held,
    long time,
    long uploaded,
    long downloaded) {
  public static final Serde<Credit> SERDE =
      Serdes.serdeFrom((_, credit) -> write(credit), (_, bytes) -> read(bytes));

  private static final byte LAYOUT = 2;
  private static final int SIZE = 74;
  private static final Identity[] IDENTITIES = Identity.values();

  /** Of an announce: for the time of which it is the end. Bytes are credited when they settle. */
  public static Credit of(Contribution c, ScoringRules.Swarms rules) {
    long seconds = c.getSecondsCredited();
    long left = Counters.of(c.getLeft());
    long looked = OnlineTime.looks(c.getAtMs(), seconds) * OnlineTime.SECONDS;
    long byteSeconds = Swarm.byteSeconds(seconds, c.getSizeBytes(), left, rules);
    long byteLooks = Swarm.byteSeconds(looked, c.getSizeBytes(), left, rules);
    return new Credit(
        c.getIdentity(),
        c.getNetworkId(),
        c.getAtMs(),
        c.getSecondsOnline(),
        Worth.weighted(Worth.weighted(byteSeconds, c.getQuality()), c.getNeed()),
        Worth.weighted(byteLooks, c.getQuality()),
        seconds * c.getQuality() * c.getNeed() / (Worth.ONE * Worth.ONE),
        0,
        0);
  }

  /** Of a settled episode: for the bytes. */
  public static Credit of(Payment payment, long atMs) {
    return new Credit(
        payment.identity(),
        payment.networkId(),
        atMs,
        0,
        0,
        0,
        0,
        payment.uploaded(),
        payment.downloaded());
  }

  @SuppressWarnings("EnumOrdinal") // the order of symbols in a schema never changes
  private static byte @Nullable [] write(@Nullable Credit credit) {
    return credit == null
        ? null
        : ByteBuffer.allocate(SIZE)
            .put(LAYOUT)
            .put((byte) credit.identity.ordinal())
            .put(credit.networkId.bytes())
            .putLong(credit.atMs)
            .putLong(credit.onlineSeconds)
            .putLong(credit.recent)
            .putLong(credit.held)
            .putLong(credit.time)
            .putLong(credit.uploaded)
            .putLong(credit.downloaded)
            .array();
  }

  private static @Nullable Credit read(byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    if (bytes.length != SIZE || bytes[0] != LAYOUT) {
      throw new SerializationException(
          "a credit of %d bytes, expected %d in layout %d".formatted(bytes.length, SIZE, LAYOUT));
    }
    var in = ByteBuffer.wrap(bytes, 1, SIZE - 1);
    var identity = IDENTITIES[in.get()];
    byte[] network = new byte[Ids.CLIENT_ID_BYTES];
    in.get(network);
    return new Credit(
        identity,
        new ClientId(network),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong());
  }
}
