package equilibrium.scoring.rules;

/**
 * How many points each part of a score gives at most, and how many doublings of its amount fill it
 * (docs/policy.md 4.1).
 *
 * @param recentSeedingSize points for the bytes held lately
 * @param recentDoublings of 1 GiB day
 * @param averageSeedingSize points for the bytes held on average
 * @param averageDoublings of 1 GiB
 * @param seedingTime points for time seeded
 * @param timeDoublings of 1 day
 * @param ratio points for uploaded against downloaded
 */
public record ScoreRules(
    int recentSeedingSize,
    double recentDoublings,
    int averageSeedingSize,
    double averageDoublings,
    int seedingTime,
    double timeDoublings,
    int ratio) {
  /** Points of a full score. */
  public static final int MOST = 1_000;

  /** As shipped. */
  public static final ScoreRules V2 = new ScoreRules(400, 14, 150, 10, 250, 8, 200);

  public ScoreRules {
    demandPoints(recentSeedingSize, averageSeedingSize, seedingTime, ratio);
    demandDoublings(recentDoublings);
    demandDoublings(averageDoublings);
    demandDoublings(timeDoublings);
  }

  private static void demandPoints(int recent, int average, int time, int ratio) {
    long sum = (long) recent + average + time + ratio;
    if (Math.min(Math.min(recent, average), Math.min(time, ratio)) < 0 || sum > MOST) {
      throw new IllegalArgumentException(
          "parts of %d, %d, %d and %d points, expected 0 or more each and at most %d in all"
              .formatted(recent, average, time, ratio, MOST));
    }
  }

  private static void demandDoublings(double doublings) {
    if (!(doublings > 0 && doublings <= 64)) {
      throw new IllegalArgumentException(
          "%s doublings, expected more than 0 and at most 64".formatted(doublings));
    }
  }
}
