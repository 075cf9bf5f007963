package equilibrium.scoring.stream.codec;

import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.Role;
import equilibrium.scoring.session.AnnounceHeader;
import equilibrium.scoring.session.AnnounceOrder;
import equilibrium.scoring.session.Claim;
import equilibrium.scoring.session.Counters;
import equilibrium.scoring.session.Episode;
import equilibrium.scoring.session.Owner;
import equilibrium.scoring.session.Session;
import equilibrium.streams.codec.StateCodec;
import equilibrium.streams.codec.StateInput;
import equilibrium.streams.codec.StateOutput;
import org.apache.kafka.common.serialization.Serde;

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
  static final StateCodec<Session> CODEC =
      StateCodec.of("a session", 2, SessionCodec::write, SessionCodec::read);
  public static final Serde<Session> SERDE = CODEC.serde();

  private static final int COMPLETED = 1;
  private static final int HAS_KEY = 2;
  private static final int ALIAS = 4;
  private static final Identity[] IDENTITIES = Identity.values();
  private static final AnnounceEvent[] EVENTS = AnnounceEvent.values();
  private static final Role[] ROLES = Role.values();

  private static void write(Session session, StateOutput out) {
    var last = session.last();
    out.writeByte(flags(session)).writeEnum(last.event());
    out.writeEnum(session.role()).writeEnum(session.countedAs());
    var order = last.order();
    out.writeLong(order.atMs()).writeLong(order.boot());
    out.writeLong(order.sequence()).writeLong(order.node());
    out.writeLong(last.atMs()).writePosition(last.source());
    var highest = session.highest();
    out.writeLong(highest.uploaded()).writeLong(highest.downloaded());
    out.writeLong(highest.corrupt()).writeLong(highest.redundant());
    out.writeLong(last.left());
    write(last.owner(), out);
    if (session.claim().episodeMs() != Episode.NEVER) {
      write(session.claim(), out);
    }
  }

  private static int flags(Session session) {
    return (session.completed() ? COMPLETED : 0)
        | (session.owner().key() == null ? 0 : HAS_KEY)
        | (session.last().alias() ? ALIAS : 0);
  }

  private static void write(Owner owner, StateOutput out) {
    Integer key = owner.key();
    out.writeClientId(owner.clientId()).writeClientId(owner.networkId());
    out.writeEnum(owner.identity()).writeInt(key == null ? 0 : key);
  }

  private static void write(Claim claim, StateOutput out) {
    out.writeLong(claim.episodeMs());
    SwarmCodec.write(claim.traffic(), out);
    out.writeLong(claim.leftFirst());
    out.writeInt(claim.announces()).writeInt(claim.leecherAnnounces());
    out.writeLong(claim.firstAtMs());
  }

  private static Session read(StateInput in) {
    int flags = in.readByte();
    var event = in.readEnum(EVENTS);
    var role = in.readEnum(ROLES);
    var countedAs = in.readNullableEnum(ROLES);
    var order = new AnnounceOrder(in.readLong(), in.readLong(), in.readLong(), in.readLong());
    long atMs = in.readLong();
    var source = in.readPosition();
    var highest = new Counters(in.readLong(), in.readLong(), in.readLong(), in.readLong());
    long left = in.readLong();
    var owner = owner(in, (flags & HAS_KEY) != 0);
    return new Session(
        new AnnounceHeader(order, atMs, source, (flags & ALIAS) != 0, left, event, owner),
        highest,
        role,
        countedAs,
        (flags & COMPLETED) != 0,
        in.hasMore() ? claim(in) : Claim.NONE);
  }

  private static Owner owner(StateInput in, boolean hasKey) {
    var clientId = in.readClientId();
    var networkId = in.readClientId();
    var identity = in.readEnum(IDENTITIES);
    int key = in.readInt();
    return new Owner(clientId, identity, networkId, hasKey ? key : null);
  }

  private static Claim claim(StateInput in) {
    return new Claim(
        in.readLong(),
        SwarmCodec.traffic(in),
        in.readLong(),
        in.readInt(),
        in.readInt(),
        in.readLong());
  }

  private SessionCodec() {}
}
