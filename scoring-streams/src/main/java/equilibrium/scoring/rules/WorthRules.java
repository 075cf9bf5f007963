package equilibrium.scoring.rules;

import java.time.Duration;

/**
 * What a second of seeding is worth (docs/policy.md 4.1); weights in 1024ths.
 *
 * @param rareSeeders a swarm with up to this many seeders has 1 more point of need
 * @param leastNeed a quarter
 * @param mostNeed twice
 * @param leastQuality a tenth: of a network that was never corroborated, or too long ago
 * @param fullMs quality stays whole for this time after a corroboration
 * @param noneMs quality has fallen to the least after this time
 */
public record WorthRules(
    int rareSeeders, int leastNeed, int mostNeed, int leastQuality, long fullMs, long noneMs) {
  static final WorthRules V2 =
      new WorthRules(
          3, 256, 2_048, 102, Duration.ofDays(7).toMillis(), Duration.ofDays(28).toMillis());
}
