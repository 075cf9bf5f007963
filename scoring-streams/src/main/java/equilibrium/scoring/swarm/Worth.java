package equilibrium.scoring.swarm;

import equilibrium.scoring.rules.Saturating;
import equilibrium.scoring.rules.WorthRules;

/**
 * What seeding is worth (docs/explain/scoring.md#worth; docs/policy.md 4.1): weights in 1024ths.
 * Pure.
 */
public final class Worth {
  public static final int ONE = 1_024;

  /**
   * How much a swarm needs seeders: little if it has many, most if it has few.
   *
   * <pre>clamp(sqrt((leechers + 1) / (seeders + 1)) + (1 if seeders &lt;= 3), 1/4, 2)</pre>
   *
   * @param seeders with the one that is credited
   */
  static int need(int seeders, int leechers, WorthRules rules) {
    double share = (Math.max(0, leechers) + 1.0) / (Math.max(0, seeders) + 1.0);
    long need = (long) (Math.sqrt(share) * ONE); // IEEE 754: exact rounding on every JVM
    long rare = seeders <= rules.rareSeeders() ? ONE : 0;
    return Math.clamp(need + rare, rules.leastNeed(), rules.mostNeed());
  }

  /**
   * A quality under rules that have another least one, and fade in the same time.
   *
   * @param written by the first rules, in 1024ths; exact to one of them, and the same by the same
   */
  static int quality(int written, WorthRules by, WorthRules other) {
    int lost = (ONE - written) * (ONE - other.leastQuality()) / (ONE - by.leastQuality());
    return ONE - lost;
  }

  /** An amount times a weight of at most 4, rounded down. */
  static long weighted(long amount, int weight) {
    long whole = amount / ONE;
    return Saturating.sum(Saturating.product(whole, weight), (amount - whole * ONE) * weight / ONE);
  }

  private Worth() {}
}
