package equilibrium.scoring;

import equilibrium.schemas.event.DecayedSum;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.ScoreParts;
import equilibrium.scoring.client.Client;
import equilibrium.scoring.client.Score;
import equilibrium.scoring.rules.ScoringRules;
import java.util.List;

/** What standings would be under other rules, for one that asks without a topology. */
public final class Scores {

  /** A client leaves the population after this time without an announce, ms. */
  public static long idleMs(ScoringRules rules) {
    return rules.clients().idleMs();
  }

  /** The points of a client's sums at a time. */
  public static ScoreParts parts(List<DecayedSum> sums, long atMs, ScoringRules rules) {
    return Score.parts(sums, atMs, rules.score());
  }

  /** The highest tier that a client of this age can have. */
  public static int highestTier(Identity identity, long ageMs, ScoringRules rules) {
    return Client.highestTier(identity, ageMs, rules.clients());
  }

  /** Shares of clients at or below each cut. */
  public static List<Double> quantiles(ScoringRules rules) {
    return rules.cuts().quantiles();
  }

  private Scores() {}
}
