package equilibrium.scoring.client;

import equilibrium.schemas.event.DecayedSum;
import equilibrium.schemas.event.ScoreParts;
import equilibrium.schemas.event.SumKind;
import equilibrium.scoring.rules.OnlineSamples;
import equilibrium.scoring.rules.ScoreRules;
import java.util.List;

/**
 * Points for a client's sums (docs/explain/scoring.md#score; docs/policy.md 4.1). Logarithms give
 * diminishing returns. The ratio is clamped, because a reward for higher ratios invites false
 * reports.
 *
 * <p>With the shipped weights:
 *
 * <pre>
 *   recent seeding size  = 400 * log2(1 + R / 1 GiB day) / 14    R = byte-seconds seeded
 *   average seeding size = 150 * log2(1 + A / 1 GiB) / 10        A = bytes held while online
 *   seeding time         = 250 * log2(1 + W / 1 day) / 8         W = seconds seeded
 *   ratio                = 200 * (clamp(log2((U + 5 GiB) / (D + 5 GiB)), -2, 1) + 2) / 3
 * </pre>
 *
 * Each part is clamped to its range and rounded to the nearest point. StrictMath gives the same on
 * every JVM.
 */
public final class Score {
  static final int MOST = ScoreRules.MOST;

  private static final double GIB = 1L << 30;
  private static final double DAY = 86_400;

  /** Bytes added to both sides of the ratio, so that the first megabytes decide nothing. */
  private static final double ADDED = 5 * GIB;

  private static final double LN_2 = StrictMath.log(2);

  /** The points at a time. */
  public static ScoreParts parts(List<DecayedSum> sums, long atMs, ScoreRules rules) {
    double recent = DecayingSums.value(sums, SumKind.SEEDED_BYTE_SECONDS, atMs);
    double held = DecayingSums.value(sums, SumKind.HELD_BYTE_SECONDS, atMs);
    double online = DecayingSums.value(sums, SumKind.ONLINE_SECONDS, atMs);
    double seconds = DecayingSums.value(sums, SumKind.SEEDED_SECONDS, atMs);
    double uploaded = DecayingSums.value(sums, SumKind.UPLOADED_BYTES, atMs);
    double downloaded = DecayingSums.value(sums, SumKind.DOWNLOADED_BYTES, atMs);
    double average = held / Math.max(online, OnlineSamples.SECONDS); // at least one sample
    double ratio = Math.clamp(log2((uploaded + ADDED) / (downloaded + ADDED)), -2, 1);
    return new ScoreParts(
        points(rules.recentSeedingSize(), log2(1 + recent / (GIB * DAY)) / rules.recentDoublings()),
        points(rules.averageSeedingSize(), log2(1 + average / GIB) / rules.averageDoublings()),
        points(rules.seedingTime(), log2(1 + seconds / DAY) / rules.timeDoublings()),
        points(rules.ratio(), (ratio + 2) / 3));
  }

  static int total(ScoreParts parts) {
    return parts.getRecentSeedingSize()
        + parts.getAverageSeedingSize()
        + parts.getSeedingTime()
        + parts.getRatio();
  }

  private static int points(int most, double share) {
    return (int) Math.round(most * Math.clamp(share, 0, 1));
  }

  private static double log2(double x) {
    return StrictMath.log(x) / LN_2;
  }

  private Score() {}
}
