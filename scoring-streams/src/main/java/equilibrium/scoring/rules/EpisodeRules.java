package equilibrium.scoring.rules;

import equilibrium.schemas.Lifetimes;
import java.time.Duration;

/**
 * When an episode of a swarm ends, and how it is settled (docs/policy.md 3.2).
 *
 * @param gapMs it ends after this time without a moved byte
 * @param lengthMs it ends at the latest after this time
 * @param claims most sessions in its record: 5000 take 600 kB
 * @param due most episodes that one tick examines
 * @param dueSessions a tick that has read so many of their sessions leaves the others to the next
 * @param payments of an episode that are made at once; the others are stored in payouts of this
 *     size
 * @param payouts most payouts that one tick pays
 * @param clean when uploads and downloads agree
 */
public record EpisodeRules(
    long gapMs,
    long lengthMs,
    int claims,
    int due,
    int dueSessions,
    int payments,
    int payouts,
    Clean clean) {

  /**
   * When uploads and downloads of an episode agree.
   *
   * @param sigmaPercent share of the larger side in a standard deviation, for redundancy and
   *     rounding
   * @param sigmaBytes the rest of a standard deviation: 30 MB for final bytes that are not reported
   * @param sigmas an episode is clean if its imbalance is below this many standard deviations
   * @param corroboratingBytes least credited upload in a clean episode that corroborates a network
   */
  public record Clean(int sigmaPercent, long sigmaBytes, int sigmas, long corroboratingBytes) {}

  static final EpisodeRules V2 =
      new EpisodeRules(
          Lifetimes.EPISODE_GAP.toMillis(),
          Duration.ofDays(1).toMillis(),
          5_000,
          500,
          5_000,
          500,
          10,
          new Clean(5, 30_000_000, 2, 1 << 20));
}
