package equilibrium.scoring.rules;

import equilibrium.schemas.Tier;
import java.time.Duration;
import java.util.List;

/**
 * Where the cuts between tiers lie, and when they are made.
 *
 * @param few below this many eligible clients all active ones make the cuts, without smoothing
 * @param small below this many active clients the cuts are then made at each change
 * @param everyMs otherwise they are made this often, tracker time
 * @param networkShare most clients of one network among the eligible
 * @param quantiles shares of clients at or below each cut, ascending, between 0 and 1
 */
public record CutRules(
    long few, long small, long everyMs, int networkShare, List<Double> quantiles) {
  static final CutRules V2 =
      new CutRules(100, 1_000, Duration.ofMinutes(10).toMillis(), 3, List.of(0.25, 0.5, 0.75));

  public CutRules {
    quantiles = List.copyOf(quantiles);
    double least = 0;
    boolean isAscending = quantiles.size() == Tier.HIGHEST;
    for (double share : quantiles) {
      isAscending &= share > 0 && share >= least && share < 1;
      least = share;
    }
    if (!isAscending) {
      throw new IllegalArgumentException(
          "quantiles of %s, expected %d ascending shares between 0 and 1"
              .formatted(quantiles, Tier.HIGHEST));
    }
  }

  CutRules with(List<Double> others) {
    return new CutRules(few, small, everyMs, networkShare, others);
  }
}
