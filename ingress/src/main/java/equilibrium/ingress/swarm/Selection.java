package equilibrium.ingress.swarm;

import equilibrium.ingress.swarm.Visit.Role;
import equilibrium.schemas.Tier;
import org.jspecify.annotations.Nullable;

/**
 * Chooses whom an asker is told about (docs/policy.md 4.4). Whatever the policy: never about
 * itself, about two sessions of one key, or about somebody who cannot be reached; seeders, who need
 * nothing, only about leechers. The asker's own family comes first; the other one fills what is
 * left.
 *
 * <p>Looks at a bounded run of entries from a random place, so the cost does not depend on the size
 * of the swarm. Allocates nothing.
 */
@HotPath
public abstract sealed class Selection permits TierBackoff, ListSize, RandomPeers {
  static final int HIGHEST = Tier.HIGHEST;

  /** The ways to choose. */
  public enum Policy {
    TIER_BACKOFF,
    LIST_SIZE,
    RANDOM
  }

  /** Entries looked at for each peer wanted, and for the list as a whole. */
  private static final int LOOKS_EACH = 4;

  private static final int LOOKS_MORE = 32;

  /** As for 50 peers: else who wants few finds no seeder that is open, and is shown others. */
  private static final int LEAST_LOOKS = 50 * LOOKS_EACH + LOOKS_MORE;

  final Clients clients;

  Selection(Clients clients) {
    this.clients = clients;
  }

  /** Fills in the peers, the level and the ceiling of a visit, and how many peers it may get. */
  final void choose(Swarm swarm, Visit visit, int random) {
    visit.peers.clear();
    visit.level = level(visit, visit.client, visit.sessionStartedAtMs);
    visit.ceiling = visit.level;
    visit.allowed = visit.role == Role.GONE || visit.early ? 0 : Math.max(0, wanted(visit));
    if (visit.allowed == 0) {
      return;
    }
    if (clients.isKeyed(visit.client)) {
      boolean _ = visit.peers.isNoted(visit.client);
    }
    var own = swarm.table(visit.family);
    var other =
        visit.bothFamilies
            ? swarm.table(visit.family == Family.IPV4 ? Family.IPV6 : Family.IPV4)
            : null;
    fill(own, other, visit, visit.allowed, random);
  }

  /** Highest tier that is open to a client whose session began then, 0 to 3. */
  int level(Visit visit, int client, long startedAtMs) {
    return HIGHEST;
  }

  /** Milliseconds until the visitor's level rises; -1: it is the highest. */
  long risesInMs(Visit visit) {
    return -1;
  }

  /** How long the list may be. */
  int wanted(Visit visit) {
    return visit.wanted;
  }

  /**
   * Lists peers of the visitor's own family, and of the other one if so many are not reached.
   *
   * @param own null: there are none
   * @param other null: there are none, or the reply has no room for them
   */
  abstract void fill(
      @Nullable PeerTable own, @Nullable PeerTable other, Visit visit, int until, int random);

  /** Begins a search among the entries [from, to). */
  static void begin(Visit visit, int from, int to, int random) {
    int entries = to - from;
    visit.cursor = from + (int) ((Integer.toUnsignedLong(random) * entries) >>> Integer.SIZE);
    int most = Math.max(LEAST_LOOKS, LOOKS_EACH * visit.wanted + LOOKS_MORE);
    visit.looks = Math.min(entries, most);
  }

  /** The entry to look at; the search goes on to the next one, from the last to the first. */
  static int next(Visit visit, int from, int to) {
    int entry = visit.cursor;
    visit.cursor = entry + 1 == to ? from : entry + 1;
    visit.looks--;
    return entry;
  }

  /**
   * Neither the asker itself nor its other socket, and reachable: port 1 means a proxied client.
   */
  static boolean isFit(PeerTable table, int entry, Visit visit) {
    return table.port(entry) > 1
        && !table.isAt(entry, visit.peerId)
        && !(table.family() == visit.family && table.isEndpoint(entry, visit.address, visit.port))
        && !(visit.role != Role.LEECHER && table.has(entry, PeerTable.PARTIAL));
  }

  /** Lists an entry, unless another session of its key is listed. */
  final void list(PeerTable table, int entry, Visit visit) {
    int client = table.client(entry);
    if (!clients.isKeyed(client) || !visit.peers.isNoted(client)) {
      visit.peers.add(table, entry, entry < table.seeders());
    }
  }

  /** Lists whomever it meets. */
  final void any(@Nullable PeerTable table, Visit visit, int until, int random) {
    if (table == null) {
      return;
    }
    int from = visit.role == Role.LEECHER ? 0 : table.seeders();
    int to = table.present();
    begin(visit, from, to, random);
    while (visit.looks > 0 && visit.peers.size() < until) {
      int entry = next(visit, from, to);
      if (isFit(table, entry, visit)) {
        list(table, entry, visit);
      }
    }
  }
}
