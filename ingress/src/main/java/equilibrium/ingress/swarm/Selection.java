package equilibrium.ingress.swarm;

import equilibrium.ingress.memory.HotPath;
import equilibrium.schemas.Tier;
import org.jspecify.annotations.Nullable;

/**
 * Selects the peers of a reply (docs/policy.md 4.4). Under every policy the list never holds the
 * asker itself, two sessions of one key, a peer in quarantine, or one that cannot be reached; a
 * seeder, which needs no data, gets leechers only. A client in quarantine gets {@value #FLOOR}
 * peers at most, those of a newcomer of tier 0 (docs/policy.md 3.6). Peers of the asker's own
 * address family come first; the other family fills what is left.
 *
 * <p>Examines a bounded run of entries from a random position, so the cost does not depend on the
 * size of the swarm. Allocates nothing.
 */
@HotPath
public abstract sealed class Selection permits TierBackoff, ListSize, RandomPeers {
  public static final int HIGHEST_TIER = Tier.HIGHEST;

  /** The selection policies. */
  @HotPath
  public enum Policy {
    TIER_BACKOFF,
    LIST_SIZE,
    RANDOM
  }

  /** Entries examined for each peer wanted, and for the list as a whole. */
  private static final int EXAMINED_EACH = 4;

  private static final int EXAMINED_MORE = 32;

  /** As for 50 peers: else a client that wants few would often find no open seeder. */
  private static final int LEAST_EXAMINED = 50 * EXAMINED_EACH + EXAMINED_MORE;

  /** Peers that a client in quarantine gets, at most. */
  static final int FLOOR = 5;

  final Clients clients;
  private volatile Reach reach = Reach.UNLIMITED;

  Selection(Clients clients) {
    this.clients = clients;
  }

  void reach(Reach rules) {
    reach = rules;
  }

  /**
   * Fills in the peers, the level and the ceiling of the answer, and how many peers it may hold.
   */
  public final void select(Swarm swarm, Visit visit, int random) {
    var search = visit.search;
    var asked = search.asked;
    var found = search.found;
    found.peers.clear();
    found.quarantined = clients.isUnlisted(asked.client, asked.peerId, asked.atMs);
    found.level =
        found.quarantined ? lowestLevel(asked) : level(asked, asked.client, found.startedAtMs);
    found.ceiling = found.level;
    found.allowed = found.role == Role.GONE || found.early ? 0 : allowed(asked, found);
    if (found.allowed == 0) {
      return;
    }
    if (clients.isKeyed(asked.client)) {
      boolean _ = found.peers.isNoted(asked.client);
    }
    search.reach = reach;
    search.reachable = search.reach.reachable(asked);
    var own = swarm.table(asked.family);
    var other = asked.bothFamilies ? swarm.table(asked.family.other()) : null;
    fill(own, other, search, random);
  }

  private int allowed(Question asked, Found found) {
    int most = Math.max(0, listSize(asked));
    if (clients.isRefused(asked.client, asked.peerId)) {
      return 0;
    }
    return found.quarantined ? Math.min(most, FLOOR) : most;
  }

  /** Highest tier that is open to a newcomer of tier 0, 0 to 3. */
  int lowestLevel(Question asked) {
    return HIGHEST_TIER;
  }

  /** Highest tier that is open to a client whose session began then, 0 to 3. */
  public int level(Question asked, int client, long startedAtMs) {
    return HIGHEST_TIER;
  }

  /** Tier of a client, 0 to 3. */
  public int tier(int client) {
    return clients.tier(client);
  }

  /** Milliseconds until the asker's level rises; -1: it is the highest. */
  public long risesInMs(Visit visit) {
    return -1;
  }

  /** How long the list may be. */
  int listSize(Question asked) {
    return asked.wanted;
  }

  /**
   * Lists up to {@link Found#allowed} peers of the asker's own family, then of the other one.
   *
   * @param own null: there are none
   * @param other null: there are none, or the reply has no room for them
   */
  abstract void fill(@Nullable PeerTable own, @Nullable PeerTable other, Search search, int random);

  /** Begins a search among the entries [from, to). */
  static void begin(Search search, int from, int to, int random) {
    int entries = to - from;
    search.cursor = from + (int) ((Integer.toUnsignedLong(random) * entries) >>> Integer.SIZE);
    int most = Math.max(LEAST_EXAMINED, EXAMINED_EACH * search.asked.wanted + EXAMINED_MORE);
    search.remaining = Math.min(entries, most);
  }

  /** The entry to examine; the search goes on to the next one, from the last to the first. */
  static int next(Search search, int from, int to) {
    int entry = search.cursor;
    search.cursor = entry + 1 == to ? from : entry + 1;
    search.remaining--;
    return entry;
  }

  /**
   * Whether an entry is neither the asker nor its other socket, nor in quarantine, and can be
   * reached: clients behind proxies announce port 1, and addresses inside a network are reached
   * from there alone.
   */
  final boolean isFit(PeerTable table, int entry, Search search) {
    var asked = search.asked;
    return table.port(entry) > 1
        && (search.reaches(table, entry) || search.reach.external(table.family()) != null)
        && !table.isAt(entry, asked.peerId)
        && !(table.family() == asked.family && table.isEndpoint(entry, asked.endpoint))
        && !(search.found.role != Role.LEECHER && table.has(entry, PeerTable.PARTIAL))
        && !clients.isUnlisted(table, entry, asked.atMs);
  }

  /** Lists an entry, unless another session of its key is listed. */
  final void list(PeerTable table, int entry, Search search) {
    int client = table.client(entry);
    if (!clients.isKeyed(client) || !search.found.peers.isNoted(client)) {
      byte[] external = search.reach.external(table.family());
      if (external == null || search.reaches(table, entry)) {
        search.found.peers.add(table, entry, entry < table.seeders());
      } else {
        search.found.peers.addExternal(table, entry, external);
      }
      if (clients.isWatched(client)) {
        search.found.peers.watch();
      }
    }
  }

  /** Lists the next peers of any tier. */
  final void any(@Nullable PeerTable table, Search search, int random) {
    if (table == null) {
      return;
    }
    int from = search.found.role == Role.LEECHER ? 0 : table.seeders();
    int to = table.present();
    begin(search, from, to, random);
    while (search.remaining > 0 && search.found.peers.size() < search.found.allowed) {
      int entry = next(search, from, to);
      if (isFit(table, entry, search)) {
        list(table, entry, search);
      }
    }
  }
}
