package equilibrium.ingress.swarm.inspect;

import equilibrium.ingress.swarm.Family;
import equilibrium.ingress.swarm.PeerList;
import equilibrium.ingress.swarm.PeerTable;
import equilibrium.ingress.swarm.Role;
import equilibrium.ingress.swarm.Selection;
import equilibrium.ingress.swarm.Swarm;
import equilibrium.ingress.swarm.SwarmReader;
import equilibrium.ingress.swarm.Visit;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The reply that an announce would get now: the question is filled as for an announce, the peers
 * are selected by the same code, and nothing is changed. Not thread-safe.
 */
public final class Preview {
  private static final int SLOTS = 2 * PeerList.MOST;

  private final Visit visit;
  private final boolean asSession;
  private final boolean takesRole;
  private final Role[] roles = new Role[SLOTS];
  private final int[] tiers = new int[SLOTS];
  private final int[] levels = new int[SLOTS];
  private boolean present;
  private Role sessionRole = Role.LEECHER;
  private int sessionClient;
  private long receivedAtMs;
  private int earlyBefore;
  private long risesInMs;

  /**
   * A preview of one announce.
   *
   * @param visit with the question
   * @param asSession whether it is the announce of the session with that peer id, if there is one:
   *     from the session's endpoint, with its start
   * @param takesRole whether the session keeps its role; else its role is as asked
   */
  public Preview(Visit visit, boolean asSession, boolean takesRole) {
    this.visit = visit;
    this.asSession = asSession;
    this.takesRole = takesRole;
  }

  /** Selects peers; false: there is no such swarm. */
  public boolean run(SwarmReader swarms) {
    var selection = swarms.selection(visit.asked().policy());
    return swarms.read(
        visit.asked().infoHash(),
        swarm -> {
          begin(swarm);
          swarm.count(visit.found());
          selection.select(swarm, visit, ThreadLocalRandom.current().nextInt());
          note(swarm, selection);
        });
  }

  /** Takes the session's place in the swarm. */
  void begin(Swarm swarm) {
    visit.previewNew();
    present = false;
    if (!asSession) {
      return;
    }
    byte[] peerId = visit.asked().peerId();
    int client = visit.asked().client();
    var ipv4 = swarm.table(Family.IPV4);
    var ipv6 = swarm.table(Family.IPV6);
    int in4 = ipv4 == null ? -1 : ipv4.findPresent(peerId, client);
    int in6 = ipv6 == null ? -1 : ipv6.findPresent(peerId, client);
    if (ipv4 != null
        && in4 >= 0
        && (ipv6 == null || in6 < 0 || ipv4.stamp(in4) >= ipv6.stamp(in6))) {
      begin(ipv4, in4);
    } else if (ipv6 != null && in6 >= 0) {
      begin(ipv6, in6);
    } else {
      comeBack(swarm.table(visit.asked().family()));
    }
    if (ipv4 != null && in4 >= 0 && ipv6 != null && in6 >= 0 && isOne(ipv4, in4, ipv6, in6)) {
      visit.previewStart(Math.min(ipv4.startedAtMs(in4), ipv6.startedAtMs(in6)));
    }
  }

  /** Whether two entries of one peer id are one session, which began with the older one. */
  private static boolean isOne(PeerTable ipv4, int in4, PeerTable ipv6, int in6) {
    return ipv4.client(in4) == ipv6.client(in6);
  }

  /** The early announces of a session that stopped still count. */
  private void comeBack(@Nullable PeerTable table) {
    int entry = table == null ? -1 : table.find(visit.asked().peerId());
    if (table != null && entry >= 0) {
      pace(table, entry);
      visit.previewEarly(table, entry);
    }
  }

  private void begin(PeerTable table, int entry) {
    present = true;
    sessionRole = table.role(entry);
    sessionClient = table.client(entry);
    pace(table, entry);
    visit.previewPresent(table, entry, takesRole);
  }

  private void pace(PeerTable table, int entry) {
    receivedAtMs = table.receivedAtMs(entry);
    earlyBefore = table.early(entry);
  }

  /** Notes the roles, tiers and levels of the listed peers under the same hold of the lock. */
  void note(Swarm swarm, Selection selection) {
    risesInMs = selection.risesInMs(visit);
    var peers = visit.found().peers();
    for (Family family : Family.values()) {
      var table = swarm.table(family);
      for (int place = 0; table != null && place < peers.size(family); place++) {
        int entry = entry(table, peers, place);
        int slot = slot(family, place);
        roles[slot] = table.role(entry);
        tiers[slot] = selection.tier(table.client(entry));
        levels[slot] =
            selection.level(visit.asked(), table.client(entry), table.startedAtMs(entry));
      }
    }
  }

  /** A peer that is listed under the external address is found by its id. */
  private static int entry(PeerTable table, PeerList peers, int place) {
    int entry = table.findEndpoint(peers.endpoint(table.family(), place));
    byte[] ids = peers.peerIds(table.family());
    int from = place * PeerTable.ID_BYTES;
    return entry >= 0
        ? entry
        : table.findPresent(Arrays.copyOfRange(ids, from, from + PeerTable.ID_BYTES), -1);
  }

  private static int slot(Family family, int place) {
    return family == Family.IPV4 ? place : PeerList.MOST + place;
  }

  /** The question and its answer. */
  public Visit visit() {
    return visit;
  }

  /** Whether the session is in the swarm: it has neither stopped nor expired. */
  public boolean isPresent() {
    return present;
  }

  /** What the session is in the swarm. */
  public Role sessionRole() {
    return sessionRole;
  }

  /** The client that the session belongs to. */
  public int sessionClient() {
    return sessionClient;
  }

  /** When the session's last announce was received; tracker time, milliseconds since 1970. */
  public long receivedAtMs() {
    return receivedAtMs;
  }

  /** Early announces of the session since the last one in time. */
  public int earlyBefore() {
    return earlyBefore;
  }

  /** Milliseconds until the asker's level rises; -1: it is the highest. */
  public long risesInMs() {
    return risesInMs;
  }

  /** Role of a listed peer, by its place in the list of its family. */
  public Role role(Family family, int place) {
    return roles[slot(family, place)];
  }

  /** Tier of a listed peer, 0 to 3. */
  public int tier(Family family, int place) {
    return tiers[slot(family, place)];
  }

  /** Level of a listed peer by the asker's policy, 0 to 3. */
  public int level(Family family, int place) {
    return levels[slot(family, place)];
  }
}
