package equilibrium.scoring.rules;

import equilibrium.schemas.Lifetimes;
import equilibrium.scoring.client.Histogram;
import java.time.Duration;

/**
 * Every weight, half-life and limit of the folds. A fold reads no configuration: it is given one of
 * these, and what it writes names the version. Version 1 had neither need, quality, episodes nor
 * hysteresis.
 */
public record ScoringRules(
    int version,
    Sessions sessions,
    Swarms swarms,
    Walks sessionWalk,
    Walks seatWalk,
    Episodes episodes,
    Worth worth,
    Clients clients,
    Cuts cuts) {
  public static final ScoringRules V2 =
      new ScoringRules(
          2,
          Sessions.V2,
          Swarms.V2,
          Walks.SESSIONS,
          Walks.SEATS,
          Episodes.V2,
          Worth.V2,
          Clients.V2,
          Cuts.V2);

  /**
   * How one announce is compared with the one before (docs/policy.md 3.1).
   *
   * @param lifetimeMs how long a peer lives without announcing
   * @param spoolMs how late an event may come; an ended session is remembered this much longer
   * @param duplicateMs the same report again within this is another socket's
   * @param hybridMs the same, under the other hash of a hybrid torrent
   * @param seededSeconds most that one announce can add to time seeded: 1.5 intervals of 1800 s
   * @param bytesPerMs most that anybody moves in a millisecond: 1.25e9 bytes a second
   * @param resetBytes uploaded falls by more only when a client began anew
   * @param backstepBytes downloaded falls by up to this in an honest client (libtorrent)
   */
  public record Sessions(
      long lifetimeMs,
      long spoolMs,
      long duplicateMs,
      long hybridMs,
      long seededSeconds,
      long bytesPerMs,
      long resetBytes,
      long backstepBytes) {
    private static final Sessions V2 =
        new Sessions(
            Lifetimes.PEER.toMillis(),
            Lifetimes.SPOOL_LIMIT.toMillis(),
            Duration.ofSeconds(30).toMillis(),
            Duration.ofSeconds(60).toMillis(),
            1_800 * 3 / 2,
            1_250_000,
            16L << 20,
            8L << 20);
  }

  /**
   * How a swarm's books are kept.
   *
   * @param heldBytes most of one torrent that counts as held: 100 GiB
   * @param imbalancePercent of the larger side, above which (and imbalanceBytes) books are out
   * @param imbalanceBytes 50 MB: final reports that are lost look like it
   */
  public record Swarms(long heldBytes, int imbalancePercent, long imbalanceBytes) {
    private static final Swarms V2 = new Swarms(100L << 30, 5, 50_000_000);
  }

  /**
   * How a store is gone through, a part with each tick.
   *
   * @param parts in which it is gone through once, within the limits of a part
   * @param least entries of a part
   * @param most entries of a part, changed or not: for so long a tick keeps announces waiting
   * @param changes after so many a part is over, unless the store is so large that going through it
   *     would take more than twice the parts: each takes as long as twenty looks, and after a
   *     silence of the whole tracker every session has lapsed
   */
  public record Walks(int parts, int least, int most, int changes) {
    /** A quarter of an hour: for so long a swarm may count who lapsed. */
    private static final Walks SESSIONS = new Walks(30, 1_000, 10_000, 2_000);

    /** Two hours: seats are kept for seven at least, and nobody counts them. */
    private static final Walks SEATS = new Walks(240, 1_000, 10_000, 2_000);

    /** Entries of the next part, of so many in all; 0: nobody knows yet, so it may be many. */
    public int part(long all) {
      return all == 0 ? most : Math.clamp(all / parts, least, most);
    }

    /** Changes after which that part is over. */
    public int changes(long all) {
      return Math.clamp(all / (2L * parts), changes, Math.max(changes, most));
    }
  }

  /**
   * How a swarm's activity is cut into episodes, and when one settles well (docs/policy.md 3.2).
   *
   * @param gapMs nobody moved a byte for this long: it is over
   * @param lengthMs it is over after this in any case
   * @param claims most sessions in one record: a record of 5000 has 600 kB
   * @param due most episodes that one tick looks at
   * @param dueSessions after so many of their sessions it leaves the rest to the next tick
   * @param payments of an episode that are made at once; the others lie in payouts of as many
   * @param payouts most that one tick pays
   * @param sigmaPercent and sigmaBytes of a standard deviation: 5 % for redundancy and rounding, 30
   *     MB for tails that nobody reports
   * @param sigmas an imbalance below this many bears its uploads out
   * @param corroboratingBytes credited upload that bears out a seeder
   */
  public record Episodes(
      long gapMs,
      long lengthMs,
      int claims,
      int due,
      int dueSessions,
      int payments,
      int payouts,
      int sigmaPercent,
      long sigmaBytes,
      int sigmas,
      long corroboratingBytes) {
    private static final Episodes V2 =
        new Episodes(
            Lifetimes.EPISODE_GAP.toMillis(),
            Duration.ofDays(1).toMillis(),
            5_000,
            500,
            5_000,
            500,
            10,
            5,
            30_000_000,
            2,
            1 << 20);
  }

  /**
   * What a second of seeding is worth (docs/policy.md 4.1); weights in 1024ths.
   *
   * @param rareSeeders up to this many are few: one more point of need
   * @param leastNeed a quarter
   * @param mostNeed twice
   * @param leastQuality of who was never borne out: a tenth
   * @param fullMs how long it stays whole after it was borne out
   * @param noneMs when it is down to the least
   */
  public record Worth(
      int rareSeeders, int leastNeed, int mostNeed, int leastQuality, long fullMs, long noneMs) {
    private static final Worth V2 =
        new Worth(
            3, 256, 2_048, 102, Duration.ofDays(7).toMillis(), Duration.ofDays(28).toMillis());
  }

  /**
   * What a client's sums are worth, and what keeps its tier (docs/policy.md 4.2, 4.3).
   *
   * @param recentHalfLife of byte-seconds seeded, seconds
   * @param timeHalfLife of seconds seeded, and of bytes held and time online, seconds
   * @param bytesHalfLife of bytes uploaded and downloaded, seconds
   * @param weakTier highest tier of a client that is young, or known by address or peer id only
   * @param youngMs how old a client must be for more
   * @param idleMs who has not announced for this leaves the population
   * @param movedBytes downloaded, or uploaded and credited, that make a client count for the cuts
   * @param promotePercent of the cut, above which a client rises to where it has been before; the
   *     first time the cut is enough
   * @param demotePercent of the cut, below which it falls
   * @param risePauseMs between two rises
   * @param fallDelayMs how long it must be below
   * @param reviewMs how old an evaluation may become, tracker time
   * @param sweep most clients that one partition reviews at once, in a tenth of a real second
   * @param sweepLate the same while announces wait
   */
  public record Clients(
      long recentHalfLife,
      long timeHalfLife,
      long bytesHalfLife,
      int weakTier,
      long youngMs,
      long idleMs,
      long movedBytes,
      int promotePercent,
      int demotePercent,
      long risePauseMs,
      long fallDelayMs,
      long reviewMs,
      int sweep,
      int sweepLate) {
    private static final Clients V2 =
        new Clients(
            Duration.ofDays(7).toSeconds(),
            Duration.ofDays(30).toSeconds(),
            Duration.ofDays(90).toSeconds(),
            1,
            Duration.ofHours(24).toMillis(),
            Duration.ofDays(7).toMillis(),
            1L << 30,
            105,
            92,
            Duration.ofHours(6).toMillis(),
            Duration.ofHours(24).toMillis(),
            Duration.ofMinutes(10).toMillis(),
            200,
            20);
  }

  /**
   * When the tiers are cut anew, at which percentiles {@link Histogram} says.
   *
   * @param few below this many eligible clients all active ones are counted, and nothing is
   *     smoothed
   * @param small a population below this is then cut at every change
   * @param everyMs a larger one this often, tracker time
   * @param networkShare most clients of one network among the eligible
   */
  public record Cuts(long few, long small, long everyMs, int networkShare) {
    private static final Cuts V2 = new Cuts(100, 1_000, Duration.ofMinutes(10).toMillis(), 3);
  }
}
