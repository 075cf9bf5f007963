package equilibrium.scoring.client;

import equilibrium.schemas.event.Suspicion;
import org.jspecify.annotations.Nullable;

/**
 * The suspicion against a client and its cost (docs/policy.md 4.1). The score is lowered by S /
 * 9.2; S loses half its weight in 7 days. From level 3 on the score is 0. Pure.
 *
 * @param weight at atMs, thousandths of a nat
 */
public record SuspicionState(int weight, long atMs, int level) {
  public static final SuspicionState NONE = new SuspicionState(0, 0, 0);

  /** Odds of 10,000 to 1 cost the whole score: thousandths of a nat. */
  private static final double ALL = 9_200;

  private static final double HALF_LIFE_MS = 7 * 86_400_000.0;
  private static final int QUARANTINED = 3;
  private static final int WARNED = 2;

  /** As published; null: it was withdrawn. One that is not enforced has no effect. */
  public static SuspicionState of(@Nullable Suspicion suspicion) {
    return suspicion == null || !suspicion.getEnforced()
        ? NONE
        : new SuspicionState(
            Math.max(0, suspicion.getWeight()), suspicion.getAtMs(), suspicion.getLevel());
  }

  /** Thousandths of a nat at a time; never more than at the beginning. */
  int weight(long nowMs) {
    if (weight == 0) {
      return 0;
    }
    double halfLives = Math.max(0, nowMs - atMs) / HALF_LIFE_MS;
    return (int) (weight * StrictMath.pow(2, -halfLives));
  }

  /** What is left of a score at a time. */
  int lowered(int score, long nowMs) {
    if (level >= QUARANTINED) {
      return 0;
    }
    return (int) (score * (1 - Math.min(1, weight(nowMs) / ALL)));
  }

  /** Whether the client may not rise (docs/policy.md 3.6, level 2). */
  boolean isFrozen() {
    return level >= WARNED;
  }

  boolean isNone() {
    return weight == 0 && level == 0;
  }
}
