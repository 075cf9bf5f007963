package equilibrium.ingress.swarm;

import equilibrium.ingress.swarm.Visit.Role;
import org.jspecify.annotations.Nullable;

/**
 * Good seeders meet good seeders first (docs/policy.md 4.4). Everybody stands on a level: the own
 * tier, and one more for each step that the session lasts; time counts, not announces, which could
 * be bought.
 *
 * <pre>
 * a leecher is told of   seeders of tiers up to its level, for at most 6 tenths of the list while
 *                          there are leechers for the rest
 *                        a quarter of the seeders of higher tiers, at most two, so that where there
 *                          are many none idles; where there are few, they are what is earned
 *                        the lowest tier that has a seeder, when no tier up to its level has one, in
 *                          neither address family
 *                        leechers, first those within one level of its own
 * a seeder is told of    leechers whose level is at least its tier
 *                        two others, when there is no such leecher
 * </pre>
 *
 * Both sides of the edge are held back, because either may open the connection.
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
  int level(Visit visit, int client, long startedAtMs) {
    if (!visit.gated) {
      return HIGHEST;
    }
    long steps = ageMs(visit, startedAtMs) / stepMs;
    return (int) Math.min(HIGHEST, clients.tier(client) + steps);
  }

  @Override
  long risesInMs(Visit visit) {
    return visit.level == HIGHEST ? -1 : stepMs - ageMs(visit, visit.sessionStartedAtMs) % stepMs;
  }

  private static long ageMs(Visit visit, long startedAtMs) {
    return Math.max(0, visit.atMs - startedAtMs);
  }

  @Override
  void fill(
      @Nullable PeerTable own, @Nullable PeerTable other, Visit visit, int until, int random) {
    if (visit.role != Role.LEECHER) {
      forSeeder(own, other, visit, until, random);
      return;
    }
    int level = visit.level;
    int others = leechers(own) + leechers(other) - (visit.entered ? 1 : 0);
    int mostSeeders = Math.max(until - others, (until * SEEDER_TENTHS + 9) / 10);
    int lowest = seeders(own, visit, mostSeeders, random);
    boolean none = visit.peers.seeders() == 0;
    if (none) {
      lowest = Math.min(lowest, seeders(other, visit, mostSeeders, random));
    }
    if (visit.peers.seeders() == 0 && lowest <= HIGHEST) {
      visit.ceiling = lowest;
      seeders(own, visit, mostSeeders, random);
      seeders(other, visit, mostSeeders, random);
    }
    forLeecher(own, visit, until, random, level);
    if (!none) {
      seeders(other, visit, until, random);
    }
    forLeecher(other, visit, until, random, level);
  }

  private static int leechers(@Nullable PeerTable table) {
    return table == null ? 0 : table.present() - table.seeders();
  }

  /**
   * Lists seeders up to the ceiling and, if there are any, some above it; the lowest tier that was
   * passed over, or one above all.
   */
  private int seeders(@Nullable PeerTable table, Visit visit, int until, int random) {
    if (table == null || visit.peers.size() >= until) {
      return HIGHEST + 1;
    }
    int reserved = visit.ceiling < HIGHEST ? HIGHER_SEEDERS : 0;
    int mostOpen = Math.max(visit.peers.size() + 1, until - reserved);
    begin(visit, 0, table.seeders(), random);
    int lowest = open(table, visit, mostOpen);
    if (visit.peers.seeders() > 0) {
      int cursor = visit.cursor;
      int looks = visit.looks;
      higher(table, visit, until);
      visit.cursor = cursor;
      visit.looks = looks;
      open(table, visit, until);
    }
    return lowest;
  }

  /** Lists seeders up to the ceiling; the lowest tier that was passed over, or one above all. */
  private int open(PeerTable table, Visit visit, int until) {
    int lowest = HIGHEST + 1;
    visit.passed = 0;
    while (visit.looks > 0 && visit.peers.size() < until) {
      int entry = next(visit, 0, table.seeders());
      if (isFit(table, entry, visit)) {
        int tier = clients.tier(table.client(entry));
        if (tier <= visit.ceiling) {
          list(table, entry, visit);
        } else {
          lowest = Math.min(lowest, tier);
          visit.passed++;
        }
      }
    }
    return lowest;
  }

  /**
   * Lists some seeders above the ceiling: for one client the same ones until the next step, however
   * often it asks and under however many peer ids. Else who asks often enough knows them all.
   */
  private void higher(PeerTable table, Visit visit, int until) {
    int higher = Math.min(HIGHER_SEEDERS, visit.passed / HIGHER_SHARE);
    int most = Math.min(until, visit.peers.size() + higher);
    int lot = SaltedHash.mix(visit.client, visit.atMs / stepMs, Swarm.mix(visit.infoHash));
    begin(visit, 0, table.seeders(), lot);
    while (visit.looks > 0 && visit.peers.size() < most) {
      int entry = next(visit, 0, table.seeders());
      if (clients.tier(table.client(entry)) > visit.ceiling && isFit(table, entry, visit)) {
        list(table, entry, visit);
      }
    }
  }

  private void forLeecher(
      @Nullable PeerTable table, Visit visit, int until, int random, int level) {
    leechers(table, visit, until, random, level - 1, level + 1);
    if (visit.gated) {
      leechers(table, visit, until, random, level + 2, HIGHEST);
      leechers(table, visit, until, random, 0, level - 2);
    }
  }

  /** Lists leechers on levels from lowest to highest. */
  private void leechers(
      @Nullable PeerTable table, Visit visit, int until, int random, int lowest, int highest) {
    if (table == null || lowest > highest || visit.peers.size() >= until) {
      return;
    }
    begin(visit, table.seeders(), table.present(), random);
    while (visit.looks > 0 && visit.peers.size() < until) {
      int entry = next(visit, table.seeders(), table.present());
      if (isFit(table, entry, visit)) {
        int level = level(visit, table.client(entry), table.startedAtMs(entry));
        if (level >= lowest && level <= highest) {
          list(table, entry, visit);
        }
      }
    }
  }

  private void forSeeder(
      @Nullable PeerTable own, @Nullable PeerTable other, Visit visit, int until, int random) {
    int tier = visit.gated ? clients.tier(visit.client) : 0;
    leechers(own, visit, until, random, tier, HIGHEST);
    leechers(other, visit, until, random, tier, HIGHEST);
    if (visit.peers.size() == 0) {
      int most = Math.min(until, OTHER_LEECHERS);
      leechers(own, visit, most, random, 0, tier - 1);
      leechers(other, visit, most, random, 0, tier - 1);
    }
  }
}
