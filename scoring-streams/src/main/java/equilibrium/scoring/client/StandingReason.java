package equilibrium.scoring.client;

import equilibrium.schemas.Tier;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.ScoreParts;
import equilibrium.scoring.rules.ClientRules;
import equilibrium.scoring.rules.ScoreRules;
import java.time.Duration;

/** Explains a client's tier to its owner (docs/explain/scoring.md#tiers). Pure. */
final class StandingReason {
  private final Client client;
  private final Evaluation evaluation;
  private final TierState tier;
  private final Cuts cuts;
  private final ClientRules rules;

  StandingReason(Client client, Cuts cuts, ClientRules rules) {
    this.client = client;
    this.evaluation = client.evaluation();
    this.tier = evaluation.tier();
    this.cuts = cuts;
    this.rules = rules;
  }

  /** As "tier 2 of 3: 410 points; next cut 447; recent seeding size 210 of 400, …; 3 days old". */
  String text(ScoreRules weights) {
    return "tier "
        + tier.tier()
        + " of "
        + Tier.HIGHEST
        + ": "
        + evaluation.score()
        + " points; "
        + outlook()
        + parts(evaluation.parts(), weights)
        + "; "
        + age()
        + suspicion();
  }

  private static String parts(ScoreParts parts, ScoreRules weights) {
    return "; recent seeding size "
        + parts.getRecentSeedingSize()
        + " of "
        + weights.recentSeedingSize()
        + ", average seeding size "
        + parts.getAverageSeedingSize()
        + " of "
        + weights.averageSeedingSize()
        + ", seeding time "
        + parts.getSeedingTime()
        + " of "
        + weights.seedingTime()
        + ", ratio "
        + parts.getRatio()
        + " of "
        + weights.ratio();
  }

  private String outlook() {
    if (tier.belowMs() != TierState.NEVER) {
      return "below its cut "
          + cut(tier.tier() - 1)
          + " for "
          + hours(evaluation.atMs() - tier.belowMs())
          + ", falls after "
          + hours(rules.fallDelayMs());
    }
    if (tier.tier() == Tier.HIGHEST) {
      return "the highest";
    }
    if (tier.tier() == client.highestTier(evaluation.atMs(), rules)) {
      return client.activity().identity() == Identity.KEY
          ? "the highest in the first " + hours(rules.youngMs())
          : "the highest without an announce key";
    }
    return cuts.milliPoints().isEmpty() ? "no cuts yet" : nextCut();
  }

  private String nextCut() {
    var next = "next cut " + cut(tier.tier());
    if (tier.aboveMs() != TierState.NEVER) {
      return next + ", passed, rises at most once in " + hours(rules.risePauseMs());
    }
    int percent = tier.percent(rules);
    return percent == 100 ? next : next + ", to be passed by " + (percent - 100) + " %";
  }

  private long cut(int index) {
    return Math.round(cuts.milliPoints().get(index) / 1_000.0);
  }

  private String age() {
    long hours = Duration.ofMillis(client.ageMs(evaluation.atMs())).toHours();
    return hours < 48 ? hours + " hours old" : hours / 24 + " days old";
  }

  private String suspicion() {
    var suspicion = client.suspicion();
    int lost = Score.total(evaluation.parts()) - evaluation.score();
    return suspicion.isNone()
        ? ""
        : "; suspicion takes " + lost + " points" + (suspicion.isFrozen() ? ", no rise" : "");
  }

  private static String hours(long ms) {
    return Duration.ofMillis(ms).toHours() + " h";
  }
}
