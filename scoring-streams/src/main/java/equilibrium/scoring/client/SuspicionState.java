package equilibrium.scoring.client;

import equilibrium.schemas.event.Suspicion;
import org.jspecify.annotations.Nullable;

/**
 * What is suspected of a client, and what it costs (docs/policy.md 4.1): the score is lowered by S
 * / 9.2, where S loses half its weight in 7 days; from level 3 on nothing is left of it. Pure.
 *
 * @param weight at atMs, thousandths of a nat
 */
public record SuspicionState(int weight, long atMs, int level) {
  public static final SuspicionState NOT = new SuspicionState(0, 0, 0);

  /** Odds of 10,000 to 1 cost everything: thousandths of a nat. */
  private static final double ALL = 9_200;

  private static final double HALF_LIFE_MS = 7 * 86_400_000.0;
  private static final int QUARANTINED = 3;
  private static final int WARNED = 2;

  /** What its topic says; null: it was taken back. */
  public static SuspicionState of(@Nullable Suspicion suspicion) {
    return suspicion == null
        ? NOT
        : new SuspicionState(
            Math.max(0, suspicion.getWeight()), suspicion.getAtMs(), suspicion.getLevel());
  }

  /** Thousandths of a nat at a time; never more than it was. */
  int weight(long nowMs) {
    if (weight == 0) {
      return 0;
    }
    double halfLives = Math.max(0, nowMs - atMs) / HALF_LIFE_MS;
    return (int) (weight * StrictMath.pow(2, -halfLives));
  }

  int lowered(int score, long nowMs) {
    if (level >= QUARANTINED) {
      return 0;
    }
    return (int) (score * (1 - Math.min(1, weight(nowMs) / ALL)));
  }

  /** Whether it may rise no more (docs/policy.md 3.6, level 2). */
  boolean isFrozen() {
    return level >= WARNED;
  }

  boolean isNothing() {
    return weight == 0 && level == 0;
  }
}
