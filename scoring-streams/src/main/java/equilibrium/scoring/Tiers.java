package equilibrium.scoring;

import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.ScoreParts;
import equilibrium.schemas.event.TierCuts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a score stands among the cuts, and why (README, "Tiers"). Pure. */
final class Tiers {
  static final int HIGHEST = 3;

  /** Number of cuts that the score is strictly above; 0 while there are none. */
  static int of(int score, Identity identity, @Nullable TierCuts cuts, int weakTier) {
    int tier = (int) cuts(cuts).stream().filter(cut -> score > cut).count();
    return Math.min(tier, highest(identity, weakTier));
  }

  /** As "tier 2 of 3: 410 points; next cut 447; recent seeding size 210, ...". */
  static String why(
      int tier, ScoreParts parts, Identity identity, @Nullable TierCuts cuts, int weakTier) {
    return "tier %d of %d: %d points; %s; recent seeding size %d, seeding time %d, ratio %d"
        .formatted(
            tier,
            HIGHEST,
            Score.total(parts),
            outlook(tier, identity, cuts(cuts), weakTier),
            parts.getRecentSeedingSize(),
            parts.getSeedingTime(),
            parts.getRatio());
  }

  private static String outlook(int tier, Identity identity, List<Integer> cuts, int weakTier) {
    if (tier == HIGHEST) {
      return "the highest";
    }
    if (tier == highest(identity, weakTier)) {
      return "the highest without an announce key";
    }
    return cuts.isEmpty() ? "no cuts yet" : "next cut " + cuts.get(tier);
  }

  private static int highest(Identity identity, int weakTier) {
    return switch (identity) {
      case KEY -> HIGHEST;
      case ADDRESS, PEER_ID -> weakTier;
    };
  }

  private static List<Integer> cuts(@Nullable TierCuts cuts) {
    return cuts == null ? List.of() : cuts.getCuts();
  }

  private Tiers() {}
}
