package equilibrium.scoring.swarm;

import equilibrium.scoring.rules.Saturating;
import equilibrium.scoring.rules.ScoringRules;

/**
 * What seeding is worth (docs/explain/scoring.md#worth; docs/policy.md 4.1): weights in 1024ths.
 * Pure.
 */
public final class Worth {
  public static final int ONE = 1_024;

  /**
   * The swarm's need of a seeder. Seeding where many seed is worth little, and rare content more.
   *
   * <pre>clamp(sqrt((leechers + 1) / (seeders + 1)) + (1 if seeders &lt;= 3), 1/4, 2)</pre>
   *
   * @param seeders the one in question included
   */
  static int need(int seeders, int leechers, ScoringRules.Worth rules) {
    double share = (Math.max(0, leechers) + 1.0) / (Math.max(0, seeders) + 1.0);
    long need = (long) (Math.sqrt(share) * ONE); // IEEE 754: exact rounding on every JVM
    long rare = seeders <= rules.rareSeeders() ? ONE : 0;
    return Math.clamp(need + rare, rules.leastNeed(), rules.mostNeed());
  }

  /** An amount times a weight of at most 4, rounded down. */
  static long weighted(long amount, int weight) {
    long whole = amount / ONE;
    return Saturating.sum(Saturating.product(whole, weight), (amount - whole * ONE) * weight / ONE);
  }

  private Worth() {}
}
