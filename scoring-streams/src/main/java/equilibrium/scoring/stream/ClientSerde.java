package equilibrium.scoring.stream;

import equilibrium.schemas.Ids;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.DecayedSum;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.ScoreParts;
import equilibrium.schemas.event.SumKind;
import equilibrium.scoring.client.Client;
import equilibrium.scoring.client.Client.Counted;
import equilibrium.scoring.client.OnlineTime;
import equilibrium.scoring.client.SuspicionState;
import equilibrium.scoring.client.TierState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/**
 * A client in its store, big-endian: 207 bytes and its sums.
 *
 * <pre>
 *   0 layout (1)       1 identity (1)   2 network id (16)
 *  18 first seen      26 last seen     34 evaluated
 *  42 parts: recent, average, time, ratio (2 each)        50 score (2)
 *  52 tier, best (1 each)              54 rose, above since, below since
 *  78 counted score (2)                80 eligible (1)    81 under network id (16)
 *  97 suspected: weight (4), at, level (1)               110 online (96)
 * 206 number of sums (1), then each: kind (1), half-life, newest epoch, number of cells (1), cells
 * </pre>
 */
public final class ClientSerde {
  public static final Serde<Client> SERDE =
      Serdes.serdeFrom((_, client) -> write(client), (_, bytes) -> read(bytes));

  private static final byte LAYOUT = 2;
  private static final int HEADER = 111 + OnlineTime.SIZE;
  private static final int SUM_HEADER = 18;
  private static final Identity[] IDENTITIES = Identity.values();
  private static final SumKind[] KINDS = SumKind.values();

  @SuppressWarnings("EnumOrdinal") // the order of symbols in a schema never changes
  private static byte @Nullable [] write(@Nullable Client client) {
    if (client == null) {
      return null;
    }
    var out = ByteBuffer.allocate(size(client));
    out.put(LAYOUT).put((byte) client.identity().ordinal()).put(client.networkId().bytes());
    out.putLong(client.firstSeenMs()).putLong(client.lastSeenMs()).putLong(client.evaluatedMs());
    var parts = client.parts();
    out.putShort((short) parts.getRecentSeedingSize());
    out.putShort((short) parts.getAverageSeedingSize());
    out.putShort((short) parts.getSeedingTime()).putShort((short) parts.getRatio());
    out.putShort((short) client.score());
    var place = client.place();
    out.put((byte) place.tier()).put((byte) place.best()).putLong(place.roseMs());
    out.putLong(place.aboveMs()).putLong(place.belowMs());
    var counted = client.counted();
    out.putShort((short) counted.score()).put((byte) (counted.eligible() ? 1 : 0));
    out.put(counted.networkId().bytes());
    var suspected = client.suspected();
    out.putInt(suspected.weight()).putLong(suspected.atMs()).put((byte) suspected.level());
    client.online().write(out);
    out.put((byte) client.sums().size());
    client.sums().forEach(sum -> write(sum, out));
    return out.array();
  }

  private static int size(Client client) {
    int size = HEADER;
    for (DecayedSum sum : client.sums()) {
      size += SUM_HEADER + sum.getCells().size() * Long.BYTES;
    }
    return size;
  }

  @SuppressWarnings("EnumOrdinal") // as above
  private static void write(DecayedSum sum, ByteBuffer out) {
    out.put((byte) sum.getKind().ordinal());
    out.putLong(sum.getHalfLifeSeconds()).putLong(sum.getNewestEpoch());
    out.put((byte) sum.getCells().size());
    sum.getCells().forEach(out::putLong);
  }

  private static @Nullable Client read(byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    if (bytes.length < HEADER || bytes[0] != LAYOUT) {
      throw new SerializationException(
          "a client of %d bytes, expected at least %d in layout %d"
              .formatted(bytes.length, HEADER, LAYOUT));
    }
    var in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
    var identity = IDENTITIES[in.get()];
    var networkId = id(in);
    long firstSeenMs = in.getLong();
    long lastSeenMs = in.getLong();
    long evaluatedMs = in.getLong();
    var parts =
        new ScoreParts(
            (int) in.getShort(), (int) in.getShort(), (int) in.getShort(), (int) in.getShort());
    int score = in.getShort();
    var place = new TierState(in.get(), in.get(), in.getLong(), in.getLong(), in.getLong());
    var counted = new Counted(in.getShort(), in.get() == 1, id(in));
    var suspected = new SuspicionState(in.getInt(), in.getLong(), in.get());
    var online = OnlineTime.read(in);
    return new Client(
        identity,
        networkId,
        firstSeenMs,
        lastSeenMs,
        sums(in),
        online,
        suspected,
        evaluatedMs,
        parts,
        score,
        place,
        counted);
  }

  private static ClientId id(ByteBuffer in) {
    byte[] id = new byte[Ids.CLIENT_ID_BYTES];
    in.get(id);
    return new ClientId(id);
  }

  private static List<DecayedSum> sums(ByteBuffer in) {
    int number = in.get();
    var sums = new ArrayList<DecayedSum>(number);
    for (int i = 0; i < number; i++) {
      var kind = KINDS[in.get()];
      long halfLife = in.getLong();
      long newest = in.getLong();
      int size = in.get();
      var cells = new ArrayList<Long>(size);
      for (int cell = 0; cell < size; cell++) {
        cells.add(in.getLong());
      }
      sums.add(new DecayedSum(kind, halfLife, newest, cells));
    }
    return sums;
  }

  private ClientSerde() {}
}
