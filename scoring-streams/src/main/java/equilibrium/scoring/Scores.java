package equilibrium.scoring;

import equilibrium.schemas.event.DecayedSum;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.ScoreParts;
import equilibrium.scoring.client.Client;
import equilibrium.scoring.client.Score;
import equilibrium.scoring.rules.ScoreRules;
import equilibrium.scoring.rules.ScoringRules;
import java.util.List;

/** What standings would be under other weights, for one that asks without a topology. */
public final class Scores {
  /** Version of the rules in force. */
  public static final int VERSION = ScoringRules.V3.version();

  /** A client leaves the population after this time without an announce, ms. */
  public static final long IDLE_MS = ScoringRules.V3.clients().idleMs();

  /** The points of a client's sums at a time. */
  public static ScoreParts parts(List<DecayedSum> sums, long atMs, ScoreRules rules) {
    return Score.parts(sums, atMs, rules);
  }

  /** The highest tier that a client of this age can have. */
  public static int highestTier(Identity identity, long ageMs) {
    return Client.highestTier(identity, ageMs, ScoringRules.V3.clients());
  }

  private Scores() {}
}
