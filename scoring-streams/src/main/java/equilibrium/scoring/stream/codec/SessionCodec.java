package equilibrium.scoring.stream.codec;

import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.Role;
import equilibrium.scoring.session.AnnounceHeader;
import equilibrium.scoring.session.AnnounceOrder;
import equilibrium.scoring.session.Claim;
import equilibrium.scoring.session.Counters;
import equilibrium.scoring.session.Episode;
import equilibrium.scoring.session.Owner;
import equilibrium.scoring.session.Session;
import equilibrium.scoring.session.Traffic;
import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * A session in its store, 134 bytes, or 190 with a claim:
 *
 * <pre>
 *   0 layout (1)   1 flags: 1 completed, 2 has a key, 4 alias
 *   2 event        3 role        4 counted as (-1: not counted)
 *   5 order: at, boot, sequence, node
 *  37 at          45 partition (4)      49 offset
 *  57 highest: uploaded, downloaded, corrupt, redundant
 *  89 left        97 client id (16)    113 network id (16)
 * 129 identity   130 key (4)
 * 134 claim: episode, uploaded, downloaded, discarded, left first, announces (4), of them as a
 *     leecher (4), first at
 * </pre>
 */
public final class SessionCodec {
  public static final Serde<Session> SERDE =
      ByteCodec.of(
          "a session", "layout 2, 134 or 190 bytes", SessionCodec::write, SessionCodec::read);

  private static final byte LAYOUT = 2;
  private static final int SIZE = 134;
  private static final int CLAIM_SIZE = 56;
  private static final int COMPLETED = 1;
  private static final int HAS_KEY = 2;
  private static final int ALIAS = 4;
  private static final byte NOT_COUNTED = -1;
  private static final Identity[] IDENTITIES = Identity.values();
  private static final AnnounceEvent[] EVENTS = AnnounceEvent.values();
  private static final Role[] ROLES = Role.values();

  private static ByteBuffer write(Session session) {
    var claim = session.claim();
    boolean claims = claim.episodeMs() != Episode.NEVER;
    var last = session.last();
    var countedAs = session.countedAs();
    var out = ByteCodec.layout(LAYOUT, claims ? SIZE + CLAIM_SIZE : SIZE);
    out.put(flags(session)).put(ByteCodec.symbol(last.event()));
    out.put(ByteCodec.symbol(session.role()));
    out.put(countedAs == null ? NOT_COUNTED : ByteCodec.symbol(countedAs));
    var order = last.order();
    out.putLong(order.atMs()).putLong(order.boot()).putLong(order.sequence()).putLong(order.node());
    out.putLong(last.atMs());
    out.putInt(last.source().getPartition()).putLong(last.source().getOffset());
    var highest = session.highest();
    out.putLong(highest.uploaded()).putLong(highest.downloaded());
    out.putLong(highest.corrupt()).putLong(highest.redundant()).putLong(last.left());
    write(last.owner(), out);
    if (claims) {
      write(claim, out);
    }
    return out;
  }

  private static byte flags(Session session) {
    return (byte)
        ((session.completed() ? COMPLETED : 0)
            | (session.owner().key() == null ? 0 : HAS_KEY)
            | (session.last().alias() ? ALIAS : 0));
  }

  private static void write(Owner owner, ByteBuffer out) {
    Integer key = owner.key();
    out.put(owner.clientId().bytes()).put(owner.networkId().bytes());
    out.put(ByteCodec.symbol(owner.identity())).putInt(key == null ? 0 : key);
  }

  private static void write(Claim claim, ByteBuffer out) {
    var traffic = claim.traffic();
    out.putLong(claim.episodeMs());
    out.putLong(traffic.uploaded()).putLong(traffic.downloaded()).putLong(traffic.discarded());
    out.putLong(claim.leftFirst()).putInt(claim.announces()).putInt(claim.leecherAnnounces());
    out.putLong(claim.firstAtMs());
  }

  private static @Nullable Session read(ByteBuffer in) {
    if (in.get() != LAYOUT) {
      return null;
    }
    byte flags = in.get();
    var event = EVENTS[in.get()];
    var role = ROLES[in.get()];
    byte countedAs = in.get();
    var order = new AnnounceOrder(in.getLong(), in.getLong(), in.getLong(), in.getLong());
    long atMs = in.getLong();
    var source = new Position(in.getInt(), in.getLong());
    var highest = new Counters(in.getLong(), in.getLong(), in.getLong(), in.getLong());
    long left = in.getLong();
    var owner = owner(in, (flags & HAS_KEY) != 0);
    return new Session(
        new AnnounceHeader(order, atMs, source, (flags & ALIAS) != 0, left, event, owner),
        highest,
        role,
        countedAs == NOT_COUNTED ? null : ROLES[countedAs],
        (flags & COMPLETED) != 0,
        in.hasRemaining() ? claim(in) : Claim.NONE);
  }

  private static Owner owner(ByteBuffer in, boolean hasKey) {
    var clientId = ByteCodec.clientId(in);
    var networkId = ByteCodec.clientId(in);
    var identity = IDENTITIES[in.get()];
    int key = in.getInt();
    return new Owner(clientId, identity, networkId, hasKey ? key : null);
  }

  private static Claim claim(ByteBuffer in) {
    return new Claim(
        in.getLong(),
        new Traffic(in.getLong(), in.getLong(), in.getLong()),
        in.getLong(),
        in.getInt(),
        in.getInt(),
        in.getLong());
  }

  private SessionCodec() {}
}
