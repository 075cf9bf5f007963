package equilibrium.scoring;

import java.time.Duration;

/**
 * Every weight, half-life and limit of the folds. A fold reads no configuration: it is given one of
 * these, and what it writes names the version.
 */
record ScoringRules(int version, Sessions sessions, Swarms swarms, Clients clients, Cuts cuts) {
  static final ScoringRules V1 = new ScoringRules(1, Sessions.V1, Swarms.V1, Clients.V1, Cuts.V1);

  /**
   * How one announce is compared with the one before (policy 3.1).
   *
   * @param lifetimeMs how long a peer lives without announcing
   * @param spoolMs how late an event may come; an ended session is remembered this much longer
   * @param duplicateMs the same report again within this is another socket's
   * @param seededSeconds most that one announce can add to time seeded: 1.5 intervals of 1800 s
   * @param bytesPerMs most that anybody moves in a millisecond: 1.25e9 bytes a second
   * @param resetBytes uploaded falls by more only when a client began anew
   * @param backstepBytes downloaded falls by up to this in an honest client (libtorrent)
   */
  record Sessions(
      long lifetimeMs,
      long spoolMs,
      long duplicateMs,
      long seededSeconds,
      long bytesPerMs,
      long resetBytes,
      long backstepBytes) {
    private static final Sessions V1 =
        new Sessions(
            Duration.ofSeconds(4_200).toMillis(),
            Duration.ofHours(6).toMillis(),
            Duration.ofSeconds(30).toMillis(),
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
   * @param sweep most sessions that one tick examines
   */
  record Swarms(long heldBytes, int imbalancePercent, long imbalanceBytes, int sweep) {
    private static final Swarms V1 = new Swarms(100L << 30, 5, 50_000_000, 10_000);
  }

  /**
   * What a client's sums are worth.
   *
   * @param byteSecondsHalfLife of byte-seconds seeded, seconds
   * @param secondsHalfLife of seconds seeded, seconds
   * @param bytesHalfLife of bytes uploaded and downloaded, seconds
   * @param weakTier highest tier of a client that is known by address or peer id only
   * @param idleMs who has not announced for this leaves the population
   * @param reviewMs how old an evaluation may become, tracker time
   * @param sweep most clients that one partition reviews in one real second
   */
  record Clients(
      long byteSecondsHalfLife,
      long secondsHalfLife,
      long bytesHalfLife,
      int weakTier,
      long idleMs,
      long reviewMs,
      int sweep) {
    private static final Clients V1 =
        new Clients(
            Duration.ofDays(7).toSeconds(),
            Duration.ofDays(30).toSeconds(),
            Duration.ofDays(90).toSeconds(),
            1,
            Duration.ofDays(7).toMillis(),
            Duration.ofMinutes(10).toMillis(),
            2_000);
  }

  /**
   * When the tiers are cut anew, at which percentiles {@link Histogram} says.
   *
   * @param small a population below this is cut at every change
   * @param everyMs a larger one this often, tracker time
   */
  record Cuts(long small, long everyMs) {
    private static final Cuts V1 = new Cuts(1_000, Duration.ofMinutes(10).toMillis());
  }
}
