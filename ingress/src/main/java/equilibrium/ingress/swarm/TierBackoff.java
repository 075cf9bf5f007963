package equilibrium.ingress.swarm;

import equilibrium.ingress.memory.HotPath;
import equilibrium.ingress.memory.SaltedHash;
import org.jspecify.annotations.Nullable;

/**
 * Good seeders meet good seeders first (docs/policy.md 4.4). The level of a peer is its client's
 * tier, plus one for each step that its session lasts. Time counts, not announces, which could be
 * bought.
 *
 * <pre>
 * a leecher gets   seeders of tiers up to its level, for at most 6 tenths of the list while there
 *                    are leechers for the rest
 *                  a quarter of the seeders of higher tiers, at most two: enough to keep them busy
 *                    where there are many, too few to make tiers pointless
 *                  the seeders of the lowest tier that has one, when no tier up to its level has
 *                    one in either address family
 *                  leechers, first those within one level of its own
 * a seeder gets    leechers whose level is at least its tier
 *                  two others, when there is no such leecher
 * </pre>
 *
 * Both sides of a connection that should wait are held back, because either may open it.
 */
@HotPath
final class TierBackoff extends Selection {
  /** Share of a leecher's list that seeders may take while there are leechers, in tenths. */
  private static final int SEEDER_TENTHS = 6;

  private static final int HIGHER_SEEDERS = 2;
  private static final int HIGHER_SHARE = 4;
  private static final int OTHER_LEECHERS = 2;

  private final long stepMs;

  /**
   * The policy.
   *
   * @param stepMs milliseconds of a session after which the next tier opens; at least 1
   */
  TierBackoff(Clients clients, long stepMs) {
    super(clients);
    this.stepMs = stepMs;
  }

  @Override
  public int level(Question asked, int client, long startedAtMs) {
    if (!asked.gated) {
      return HIGHEST_TIER;
    }
    long steps = ageMs(asked, startedAtMs) / stepMs;
    return (int) Math.min(HIGHEST_TIER, clients.tier(client) + steps);
  }

  @Override
  int lowestLevel(Question asked) {
    return asked.gated ? 0 : HIGHEST_TIER;
  }

  @Override
  public long risesInMs(Visit visit) {
    return visit.found.level == HIGHEST_TIER || visit.found.quarantined
        ? -1
        : stepMs - ageMs(visit.asked, visit.found.startedAtMs) % stepMs;
  }

  private static long ageMs(Question asked, long startedAtMs) {
    return Math.max(0, asked.atMs - startedAtMs);
  }

  @Override
  void fill(@Nullable PeerTable own, @Nullable PeerTable other, Search search, int random) {
    if (search.found.role == Role.LEECHER) {
      forLeecher(own, other, search, random);
    } else {
      forSeeder(own, other, search, random);
    }
  }

  private void forLeecher(
      @Nullable PeerTable own, @Nullable PeerTable other, Search search, int random) {
    var found = search.found;
    int others = Math.max(0, leechers(own) + leechers(other) - (found.entered ? 1 : 0));
    int mostSeeders = Math.max(found.allowed - others, (found.allowed * SEEDER_TENTHS + 9) / 10);
    int lowest = seeders(own, search, mostSeeders, random);
    boolean none = found.peers.seeders() == 0;
    if (none) {
      lowest = Math.min(lowest, seeders(other, search, mostSeeders, random));
    }
    if (found.peers.seeders() == 0 && lowest <= HIGHEST_TIER) {
      found.ceiling = lowest;
      seeders(own, search, mostSeeders, random);
      seeders(other, search, mostSeeders, random);
    }
    leechersNear(own, search, random);
    if (!none) {
      seeders(other, search, found.allowed, random);
    }
    leechersNear(other, search, random);
  }

  private static int leechers(@Nullable PeerTable table) {
    return table == null ? 0 : table.present() - table.seeders();
  }

  /**
   * Lists seeders up to the ceiling and, if there are any, some above it; the lowest tier that was
   * passed over, or one above all.
   */
  private int seeders(@Nullable PeerTable table, Search search, int until, int random) {
    var peers = search.found.peers;
    if (table == null || peers.size() >= until) {
      return HIGHEST_TIER + 1;
    }
    int reserved = search.found.ceiling < HIGHEST_TIER ? HIGHER_SEEDERS : 0;
    int mostOpen = Math.max(peers.size() + 1, until - reserved);
    begin(search, 0, table.seeders(), random);
    int lowest = open(table, search, mostOpen);
    if (peers.seeders() > 0) {
      int cursor = search.cursor;
      int remaining = search.remaining;
      higher(table, search, until);
      search.cursor = cursor;
      search.remaining = remaining;
      open(table, search, until);
    }
    return lowest;
  }

  /** Lists seeders up to the ceiling; the lowest tier that was passed over, or one above all. */
  private int open(PeerTable table, Search search, int until) {
    int lowest = HIGHEST_TIER + 1;
    search.closed = 0;
    while (search.remaining > 0 && search.found.peers.size() < until) {
      int entry = next(search, 0, table.seeders());
      if (isFit(table, entry, search)) {
        int tier = clients.tier(table.client(entry));
        if (tier <= search.found.ceiling) {
          list(table, entry, search);
        } else {
          lowest = Math.min(lowest, tier);
          search.closed++;
        }
      }
    }
    return lowest;
  }

  /**
   * Lists some seeders above the ceiling. One client gets the same ones until the next step,
   * however often it asks and under however many peer ids; else a client could collect them all by
   * asking often.
   */
  private void higher(PeerTable table, Search search, int until) {
    var asked = search.asked;
    var peers = search.found.peers;
    int higher = Math.min(HIGHER_SEEDERS, search.closed / HIGHER_SHARE);
    int most = Math.min(until, peers.size() + higher);
    int start = SaltedHash.mix(asked.client, asked.atMs / stepMs, Swarm.hash(asked.infoHash));
    begin(search, 0, table.seeders(), start);
    while (search.remaining > 0 && peers.size() < most) {
      int entry = next(search, 0, table.seeders());
      boolean above = clients.tier(table.client(entry)) > search.found.ceiling;
      if (above && isFit(table, entry, search)) {
        list(table, entry, search);
      }
    }
  }

  /** Lists leechers within one level of the asker's; where tiers count, the others after them. */
  private void leechersNear(@Nullable PeerTable table, Search search, int random) {
    int until = search.found.allowed;
    int level = search.found.level;
    leechers(table, search, until, random, level - 1, level + 1);
    if (search.asked.gated) {
      leechers(table, search, until, random, level + 2, HIGHEST_TIER);
      leechers(table, search, until, random, 0, level - 2);
    }
  }

  /** Lists leechers on levels from lowest to highest. */
  private void leechers(
      @Nullable PeerTable table, Search search, int until, int random, int lowest, int highest) {
    var peers = search.found.peers;
    if (table == null || lowest > highest || peers.size() >= until) {
      return;
    }
    begin(search, table.seeders(), table.present(), random);
    while (search.remaining > 0 && peers.size() < until) {
      int entry = next(search, table.seeders(), table.present());
      if (isFit(table, entry, search)) {
        int level = level(search.asked, table.client(entry), table.startedAtMs(entry));
        if (level >= lowest && level <= highest) {
          list(table, entry, search);
        }
      }
    }
  }

  private void forSeeder(
      @Nullable PeerTable own, @Nullable PeerTable other, Search search, int random) {
    int until = search.found.allowed;
    int tier = search.asked.gated ? clients.tier(search.asked.client) : 0;
    leechers(own, search, until, random, tier, HIGHEST_TIER);
    leechers(other, search, until, random, tier, HIGHEST_TIER);
    if (search.found.peers.size() == 0) {
      int most = Math.min(until, OTHER_LEECHERS);
      leechers(own, search, most, random, 0, tier - 1);
      leechers(other, search, most, random, 0, tier - 1);
    }
  }
}
