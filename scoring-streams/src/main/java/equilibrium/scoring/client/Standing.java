package equilibrium.scoring.client;

import equilibrium.schemas.Tier;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.ScoreParts;
import equilibrium.scoring.rules.ScoringRules;
import java.time.Duration;

/** A client's tier in words and numbers, for its owner (docs/explain/scoring.md#tiers). Pure. */
final class Standing {
  private final Client client;
  private final Cuts cuts;
  private final ScoringRules.Clients rules;

  Standing(Client client, Cuts cuts, ScoringRules.Clients rules) {
    this.client = client;
    this.cuts = cuts;
    this.rules = rules;
  }

  /** As "tier 2 of 3: 410 points; next cut 447; recent seeding size 210 of 400, …; 3 days old". */
  String why() {
    return "tier "
        + client.place().tier()
        + " of "
        + Tier.HIGHEST
        + ": "
        + client.score()
        + " points; "
        + outlook()
        + parts(client.parts())
        + "; "
        + age()
        + suspicion();
  }

  private static String parts(ScoreParts parts) {
    return "; recent seeding size "
        + parts.getRecentSeedingSize()
        + " of 400, average seeding size "
        + parts.getAverageSeedingSize()
        + " of 150, seeding time "
        + parts.getSeedingTime()
        + " of 250, ratio "
        + parts.getRatio()
        + " of 200";
  }

  private String outlook() {
    int tier = client.place().tier();
    if (client.place().belowMs() != TierState.NEVER) {
      return "below its cut "
          + cut(tier - 1)
          + " for "
          + hours(client.place().belowMs())
          + ", falls after "
          + hours(rules.fallDelayMs(), 0);
    }
    if (tier == Tier.HIGHEST) {
      return "the highest";
    }
    if (tier == client.highest(rules)) {
      return client.identity() == Identity.KEY
          ? "the highest in the first " + hours(rules.youngMs(), 0)
          : "the highest without an announce key";
    }
    if (cuts.milli().isEmpty()) {
      return "no cuts yet";
    }
    var next = "next cut " + cut(tier);
    if (client.place().aboveMs() != TierState.NEVER) {
      return next + ", passed, rises at most once in " + hours(rules.risePauseMs(), 0);
    }
    int percent = client.place().percent(rules);
    return percent == 100 ? next : next + ", to be passed by " + (percent - 100) + " %";
  }

  private long cut(int index) {
    return Math.round(cuts.milli().get(index) / 1_000.0);
  }

  private String age() {
    long hours = Duration.ofMillis(client.ageMs()).toHours();
    return hours < 48 ? hours + " hours old" : hours / 24 + " days old";
  }

  private String suspicion() {
    var suspected = client.suspected();
    int lost = Score.total(client.parts()) - client.score();
    return suspected.isNothing()
        ? ""
        : "; suspicion takes " + lost + " points" + (suspected.isFrozen() ? ", no rise" : "");
  }

  private String hours(long sinceMs) {
    return hours(client.evaluatedMs(), sinceMs);
  }

  private static String hours(long untilMs, long sinceMs) {
    return Duration.ofMillis(untilMs - sinceMs).toHours() + " h";
  }
}
