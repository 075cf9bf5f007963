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
 * @param credible which claims are believed before others
 */
public record EpisodeRules(
    long gapMs,
    long lengthMs,
    int claims,
    int due,
    int dueSessions,
    int payments,
    int payouts,
    Clean clean,
    Credible credible) {

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

  /**
   * Which claims of an episode others can have received. A claim is credible up to a bound: what
   * others received, a share of it and some bytes more. Beyond, its weight is (bound / claim)^4,
   * and it gets at most bound * farTimes * bound / claim.
   *
   * @param slackPercent share of what others received, for redundancy and rounding
   * @param slackBytes for final bytes that are not reported
   * @param farTimes a claim of more than so many bounds gets less than what others received
   */
  public record Credible(int slackPercent, long slackBytes, int farTimes) {}

  static final EpisodeRules V3 =
      new EpisodeRules(
          Lifetimes.EPISODE_GAP.toMillis(),
          Duration.ofDays(1).toMillis(),
          5_000,
          500,
          5_000,
          500,
          10,
          new Clean(5, 30_000_000, 2, 1 << 20),
          new Credible(10, 100_000_000, 4));
}
