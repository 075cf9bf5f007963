package equilibrium.scoring.stream;

import equilibrium.schemas.Ids;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.Role;
import equilibrium.scoring.session.AnnounceOrder;
import equilibrium.scoring.session.Claim;
import equilibrium.scoring.session.Counters;
import equilibrium.scoring.session.Episode;
import equilibrium.scoring.session.Owner;
import equilibrium.scoring.session.Session;
import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/**
 * A session in its store, 134 bytes, or 190 with a claim, big-endian:
 *
 * <pre>
 *   0 layout (1)   1 flags: 1 completed, 2 key is there, 4 alias
 *   2 event        3 role        4 counted as (-1: not at all)
 *   5 mark: at, boot, sequence, node
 *  37 at          45 partition (4)      49 offset
 *  57 high: uploaded, downloaded, corrupt, redundant
 *  89 left        97 client id (16)    113 network id (16)
 * 129 identity   130 key (4)
 * 134 claim: episode, uploaded, downloaded, discarded, left first, announces (4), of them as a
 *     leecher (4), first at
 * </pre>
 *
 * Enums stand as their place in the schema, which only ever gains symbols at its end.
 */
final class SessionSerde {
  static final Serde<Session> SERDE =
      Serdes.serdeFrom((_, session) -> write(session), (_, bytes) -> read(bytes));

  private static final byte LAYOUT = 2;
  private static final int SIZE = 134;
  private static final int CLAIM_SIZE = 56;
  private static final int COMPLETED = 1;
  private static final int HAS_KEY = 2;
  private static final int ALIAS = 4;
  private static final Identity[] IDENTITIES = Identity.values();
  private static final AnnounceEvent[] EVENTS = AnnounceEvent.values();
  private static final Role[] ROLES = Role.values();

  @SuppressWarnings("EnumOrdinal") // the order of symbols in a schema never changes
  private static byte @Nullable [] write(@Nullable Session session) {
    if (session == null) {
      return null;
    }
    var claim = session.claim();
    boolean claims = claim.episode() != Episode.NEVER;
    var buffer = ByteBuffer.allocate(claims ? SIZE + CLAIM_SIZE : SIZE);
    buffer.put(LAYOUT).put(flags(session));
    buffer.put((byte) session.event().ordinal()).put((byte) session.role().ordinal());
    var countedAs = session.countedAs();
    buffer.put((byte) (countedAs == null ? -1 : countedAs.ordinal()));
    var mark = session.mark();
    buffer.putLong(mark.atMs()).putLong(mark.boot()).putLong(mark.sequence()).putLong(mark.node());
    buffer.putLong(session.atMs());
    buffer.putInt(session.source().getPartition()).putLong(session.source().getOffset());
    var high = session.high();
    buffer.putLong(high.uploaded()).putLong(high.downloaded());
    buffer.putLong(high.corrupt()).putLong(high.redundant()).putLong(session.left());
    var owner = session.owner();
    buffer.put(owner.clientId().bytes()).put(owner.networkId().bytes());
    buffer.put((byte) owner.identity().ordinal());
    Integer key = owner.key();
    buffer.putInt(key == null ? 0 : key);
    if (claims) {
      write(claim, buffer);
    }
    return buffer.array();
  }

  private static void write(Claim claim, ByteBuffer buffer) {
    buffer
        .putLong(claim.episode())
        .putLong(claim.uploaded())
        .putLong(claim.downloaded())
        .putLong(claim.discarded())
        .putLong(claim.leftFirst())
        .putInt(claim.announces())
        .putInt(claim.leecherAnnounces())
        .putLong(claim.firstAtMs());
  }

  private static byte flags(Session session) {
    return (byte)
        ((session.completed() ? COMPLETED : 0)
            | (session.owner().key() == null ? 0 : HAS_KEY)
            | (session.alias() ? ALIAS : 0));
  }

  private static @Nullable Session read(byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    boolean fits = bytes.length == SIZE || bytes.length == SIZE + CLAIM_SIZE;
    if (!fits || bytes[0] != LAYOUT) {
      throw new SerializationException(
          "a session of %d bytes, expected %d or %d in layout %d"
              .formatted(bytes.length, SIZE, SIZE + CLAIM_SIZE, LAYOUT));
    }
    var in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
    byte flags = in.get();
    var event = EVENTS[in.get()];
    var role = ROLES[in.get()];
    byte counted = in.get();
    var mark = new AnnounceOrder(in.getLong(), in.getLong(), in.getLong(), in.getLong());
    long atMs = in.getLong();
    var source = new Position(in.getInt(), in.getLong());
    var high = new Counters(in.getLong(), in.getLong(), in.getLong(), in.getLong());
    return new Session(
        mark,
        atMs,
        source,
        (flags & ALIAS) != 0,
        high,
        in.getLong(),
        role,
        event,
        counted < 0 ? null : ROLES[counted],
        (flags & COMPLETED) != 0,
        owner(in, (flags & HAS_KEY) != 0),
        in.hasRemaining() ? claim(in) : Claim.NONE);
  }

  private static Owner owner(ByteBuffer in, boolean hasKey) {
    var clientId = clientId(in);
    var networkId = clientId(in);
    var identity = IDENTITIES[in.get()];
    int key = in.getInt();
    return new Owner(clientId, identity, networkId, hasKey ? key : null);
  }

  private static ClientId clientId(ByteBuffer in) {
    byte[] bytes = new byte[Ids.CLIENT_ID_BYTES];
    in.get(bytes);
    return new ClientId(bytes);
  }

  private static Claim claim(ByteBuffer in) {
    return new Claim(
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getInt(),
        in.getInt(),
        in.getLong());
  }

  private SessionSerde() {}
}
