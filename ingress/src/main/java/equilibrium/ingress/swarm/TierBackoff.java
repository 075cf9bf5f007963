package equilibrium.ingress.swarm;

import org.jspecify.annotations.Nullable;

/**
 * Whom an asker is told about (policy 4.4, its first form). A leecher gets seeders of its own tier
 * or lower first; each {@code step} that its session lasts opens the next tier. Leechers are open
 * to everybody. Seeders are never told about seeders. When no seeder is open to a leecher, the
 * lowest tier that has one is opened: a list is not empty while there is somebody to list.
 *
 * <p>Looks at a bounded run of entries from a random place, so its cost does not depend on the size
 * of the swarm.
 */
@HotPath
final class TierBackoff {
  static final int HIGHEST = 3;

  /** Share of a leecher's list that seeders may take while there are leechers, in tenths. */
  private static final int SEEDER_TENTHS = 6;

  /** Entries looked at for each peer wanted, and for the list as a whole. */
  private static final int LOOKS_EACH = 4;

  private static final int LOOKS_MORE = 32;

  private final Clients clients;
  private final long stepMs;

  /**
   * The policy.
   *
   * @param stepMs milliseconds of a session after which the next tier opens; at least 1
   */
  TierBackoff(Clients clients, long stepMs) {
    this.clients = clients;
    this.stepMs = stepMs;
  }

  /** Fills in the peers and the ceiling of a visit. */
  void choose(Swarm swarm, Visit visit, int random) {
    var peers = visit.peers;
    peers.clear();
    visit.ceiling = ceiling(visit);
    if (visit.role == Visit.Role.GONE || visit.wanted <= 0) {
      return;
    }
    choose(swarm.table(visit.family), visit, random);
    if (visit.bothFamilies && peers.size() < visit.wanted) {
      choose(swarm.table(visit.family == Family.IPV4 ? Family.IPV6 : Family.IPV4), visit, random);
    }
  }

  private int ceiling(Visit visit) {
    if (!visit.gated) {
      return HIGHEST;
    }
    long steps = Math.max(0, visit.atMs - visit.sessionStartedAtMs) / stepMs;
    return (int) Math.min(HIGHEST, clients.tier(visit.client) + steps);
  }

  private void choose(@Nullable PeerTable table, Visit visit, int random) {
    if (table == null) {
      return;
    }
    int from = visit.peers.size();
    if (visit.role == Visit.Role.LEECHER) {
      int room = visit.wanted - from;
      int leechers = table.present() - table.seeders();
      int forSeeders = Math.max(room - leechers, (room * SEEDER_TENTHS + 9) / 10);
      seeders(table, visit, random, from + forSeeders);
    }
    leechers(table, visit, random);
  }

  private void seeders(PeerTable table, Visit visit, int random, int until) {
    int seeders = table.seeders();
    if (seeders == 0) {
      return;
    }
    int looks = Math.min(seeders, looks(until));
    int start = Integer.remainderUnsigned(random, seeders);
    int lowest = take(table, visit, start, looks, until);
    if (visit.peers.seeders() == 0 && lowest <= HIGHEST) {
      int ceiling = visit.ceiling;
      visit.ceiling = lowest;
      take(table, visit, start, looks, until);
      visit.ceiling = Math.max(ceiling, lowest);
    }
  }

  /** Takes seeders up to the ceiling; the lowest tier that was passed over, or one above all. */
  private int take(PeerTable table, Visit visit, int start, int looks, int until) {
    int lowest = HIGHEST + 1;
    int entry = start;
    for (int look = 0; look < looks && visit.peers.size() < until; look++) {
      if (isListed(table, entry, visit)) {
        int tier = clients.tier(table.client(entry));
        if (tier <= visit.ceiling) {
          visit.peers.add(table, entry, true);
        } else {
          lowest = Math.min(lowest, tier);
        }
      }
      entry = entry + 1 == table.seeders() ? 0 : entry + 1;
    }
    return lowest;
  }

  private void leechers(PeerTable table, Visit visit, int random) {
    int leechers = table.present() - table.seeders();
    if (leechers == 0) {
      return;
    }
    int entry = table.seeders() + Integer.remainderUnsigned(random, leechers);
    int looks = Math.min(leechers, looks(visit.wanted));
    for (int look = 0; look < looks && visit.peers.size() < visit.wanted; look++) {
      if (isListed(table, entry, visit)) {
        visit.peers.add(table, entry, false);
      }
      entry = entry + 1 == table.present() ? table.seeders() : entry + 1;
    }
  }

  private static int looks(int wanted) {
    return LOOKS_EACH * wanted + LOOKS_MORE;
  }

  /**
   * Neither the asker itself nor its other socket, and reachable: port 1 means a proxied client.
   */
  private static boolean isListed(PeerTable table, int entry, Visit visit) {
    return table.port(entry) > 1
        && !table.isAt(entry, visit.peerId)
        && !(table.family() == visit.family && table.isEndpoint(entry, visit.address, visit.port));
  }
}
