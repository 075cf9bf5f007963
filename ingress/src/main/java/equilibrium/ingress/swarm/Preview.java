package equilibrium.ingress.swarm;

import equilibrium.ingress.swarm.Visit.Role;
import org.jspecify.annotations.Nullable;

/**
 * What an announce would get now, for somebody who only wants to know: the visit is filled as for
 * an announce, the peers are chosen by the very same code, and nothing is changed. Not thread-safe.
 */
public final class Preview {
  private static final int SLOTS = 2 * PeerList.MOST;

  /** Of whoever would announce; in {@link #stand} also of the session that is stood for. */
  public final Visit visit = new Visit();

  /** Whether the visitor's peer id names a session that is stood for, if it is there. */
  public boolean standsForSession;

  /** Whether the visitor has the role that this session has, not its own. */
  public boolean takesRole;

  /** Whether this session is there, neither gone nor forgotten. */
  public boolean present;

  /** What it is there. */
  public Role sessionRole = Role.LEECHER;

  /** Client that it belongs to. */
  public int sessionClient;

  /** When it was last heard, milliseconds since 1970. */
  public long heardAtMs;

  /** Its early announces since the last that came in time. */
  public int earlyBefore;

  /** Milliseconds until the visitor's level rises; -1: it is the highest. */
  public long risesInMs;

  private final byte[] scratch = new byte[PeerTable.ID_BYTES];
  private final byte[] endpoint = new byte[Family.IPV6.endpointBytes()];
  private final Role[] roles = new Role[SLOTS];
  private final int[] tiers = new int[SLOTS];
  private final int[] levels = new int[SLOTS];

  /** Role of a listed peer, by its place in the list of its family. */
  public Role role(Family family, int place) {
    return roles[slot(family, place)];
  }

  /** Tier of a listed peer, 0 to 3. */
  public int tier(Family family, int place) {
    return tiers[slot(family, place)];
  }

  /** Level of a listed peer by the visitor's policy, 0 to 3. */
  public int level(Family family, int place) {
    return levels[slot(family, place)];
  }

  private static int slot(Family family, int place) {
    return family == Family.IPV4 ? place : PeerList.MOST + place;
  }

  /** Takes the place of the session, as its announce would find it. */
  void stand(Swarm swarm) {
    visit.early = false;
    visit.entered = false;
    present = false;
    if (!standsForSession) {
      return;
    }
    var ipv4 = swarm.table(Family.IPV4);
    var ipv6 = swarm.table(Family.IPV6);
    int in4 = ipv4 == null ? -1 : ipv4.findPresent(visit.peerId);
    int in6 = ipv6 == null ? -1 : ipv6.findPresent(visit.peerId);
    if (ipv4 != null
        && in4 >= 0
        && (ipv6 == null || in6 < 0 || ipv4.heard(in4) >= ipv6.heard(in6))) {
      stand(ipv4, in4);
    } else if (ipv6 != null && in6 >= 0) {
      stand(ipv6, in6);
    } else {
      comeBack(swarm.table(visit.family));
    }
    if (ipv4 != null && in4 >= 0 && ipv6 != null && in6 >= 0 && isOne(ipv4, in4, ipv6, in6)) {
      long started = Math.min(ipv4.startedAtMs(in4), ipv6.startedAtMs(in6));
      visit.sessionStartedAtMs = Math.min(visit.sessionStartedAtMs, started);
    }
  }

  /** Whether two entries of one peer id are one session, which began with the older one. */
  private static boolean isOne(PeerTable ipv4, int in4, PeerTable ipv6, int in6) {
    return ipv4.client(in4) == ipv6.client(in6);
  }

  /** A session that is gone has its early announces still. */
  private void comeBack(@Nullable PeerTable table) {
    int entry = table == null ? -1 : table.find(visit.peerId);
    if (table != null && entry >= 0) {
      pace(table, entry);
    }
  }

  private void pace(PeerTable table, int entry) {
    heardAtMs = table.heard(entry) >> 16;
    earlyBefore = table.early(entry);
    visit.early = visit.earlyMs > 0 && Swarm.earliness(table, entry, visit) == Swarm.TOO_EARLY;
  }

  private void stand(PeerTable table, int entry) {
    present = true;
    sessionRole = role(table, entry);
    sessionClient = table.client(entry);
    visit.family = table.family();
    table.copyEndpoint(entry, endpoint, 0);
    System.arraycopy(endpoint, 0, visit.address, 0, visit.family.addressBytes);
    visit.port = table.port(entry);
    visit.sessionStartedAtMs = Math.min(table.startedAtMs(entry), visit.atMs);
    if (takesRole) {
      visit.role = sessionRole;
    }
    pace(table, entry);
    // An announce enters first, so whoever becomes a leecher is counted among them, and taken off
    // again; here it is among them only if it was one before.
    visit.entered = visit.role == Role.LEECHER && entry >= table.seeders();
  }

  /** Notes who the listed peers are while they still are that. */
  void note(Swarm swarm, Selection selection) {
    risesInMs = selection.risesInMs(visit);
    for (Family family : Family.values()) {
      var table = swarm.table(family);
      for (int place = 0; table != null && place < visit.peers.size(family); place++) {
        System.arraycopy(
            visit.peers.peerIds(family),
            place * PeerTable.ID_BYTES,
            scratch,
            0,
            PeerTable.ID_BYTES);
        int entry = table.find(scratch);
        int slot = slot(family, place);
        roles[slot] = role(table, entry);
        tiers[slot] = selection.clients.tier(table.client(entry));
        levels[slot] = selection.level(visit, table.client(entry), table.startedAtMs(entry));
      }
    }
  }

  private static Role role(PeerTable table, int entry) {
    if (entry < table.seeders()) {
      return Role.SEEDER;
    }
    return table.has(entry, PeerTable.PARTIAL) ? Role.PARTIAL_SEEDER : Role.LEECHER;
  }
}
