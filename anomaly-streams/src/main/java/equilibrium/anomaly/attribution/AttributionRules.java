package equilibrium.anomaly.attribution;

import java.time.Duration;

/**
 * The numbers of the attribution (docs/policy.md 3.4). Runs and findings name their version, so
 * each change is a new version.
 *
 * @param version counts from 1
 * @param window of episodes, by the time of their last bytes
 * @param rows which episodes count, and how much
 * @param fit how the regression is solved
 * @param accusation whom its result accuses
 */
public record AttributionRules(
    int version, Duration window, Rows rows, Fit fit, Accusation accusation) {

  /**
   * Which episodes count.
   *
   * @param leastBytes the larger side of an episode that counts, 50 MB
   * @param sigmaShare of the larger side in a standard deviation
   * @param sigmaBytes the rest of a standard deviation, 30 MB
   * @param mostImbalance limits an imbalance to so many times the larger side
   * @param hidingAnnounces a client that announced so often as a leecher, and received nothing, may
   *     hide its download
   * @param usual share of the larger side that is out of balance anyway, besides the baseline
   * @param leastReceived part of the larger side; a public episode with less has no receiver
   * @param mostUnreceived if more of the public episodes have no receiver, their receivers are
   *     peers that no announce shows, and they are left out
   * @param partlySeenShare in place of sigmaShare for the other public episodes then
   * @param mostRows the newest episodes; older ones are left out
   * @param mostEntries of all rows together: clients in an episode, 8 bytes each
   */
  public record Rows(
      double leastBytes,
      double sigmaShare,
      double sigmaBytes,
      double mostImbalance,
      int hidingAnnounces,
      double usual,
      double leastReceived,
      double mostUnreceived,
      double partlySeenShare,
      int mostRows,
      long mostEntries) {}

  /**
   * How the regression is solved.
   *
   * @param penalty lambda, for columns of length 1
   * @param deviation delta of Huber's loss, standard deviations: what an episode is off by beyond
   *     it counts linearly, so that a few episodes cannot outweigh many
   * @param iterations of FISTA
   * @param mostActive columns in the refit without penalty: those with the largest coefficients
   */
  public record Fit(double penalty, double deviation, int iterations, int mostActive) {}

  /**
   * The clients that a result accuses.
   *
   * @param t least quotient of a coefficient and its standard error, not included
   * @param share least fabricated share of what a client claims, not included
   * @param mostShare nobody fabricates more than all it claims: a larger coefficient, with room for
   *     noise, explains what others did
   * @param torrents in which a client uploaded at least, or may have hidden downloads
   * @param weight of a finding A2, thousandths of a nat; one alone quarantines nobody
   * @param reporters clients that reported discarded bytes there, at least
   * @param otherWeight of a finding A3, A5 or X1, thousandths of a nat
   */
  public record Accusation(
      double t,
      double share,
      double mostShare,
      int torrents,
      int reporters,
      int weight,
      int otherWeight) {}

  public static final AttributionRules V2 =
      new AttributionRules(
          2,
          Duration.ofDays(30),
          new Rows(50e6, 0.05, 30e6, 1.5, 2, 0, 0.02, 0.15, 0.15, 1_000_000, 20_000_000),
          new Fit(4, 2, 600, 1_000),
          new Accusation(5, 0.15, 1.5, 5, 0, 4_500, 3_000));

  /**
   * Of discarded bytes, rule X1. Honest clients discard about 1 % as redundant; the deviation of
   * that is our own assumption.
   */
  public static final AttributionRules POISON_V2 =
      new AttributionRules(
          2,
          Duration.ofDays(30),
          new Rows(50e6, 0.02, 8e6, 1.5, 2, 0.01, 0, 1, 0.02, 1_000_000, 20_000_000),
          new Fit(4, 8, 600, 1_000),
          new Accusation(5, 0.05, 1.5, 10, 3, 0, 3_000));
}
