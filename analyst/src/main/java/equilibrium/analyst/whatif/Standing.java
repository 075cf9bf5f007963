package equilibrium.analyst.whatif;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.ClientStanding;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.ScoreParts;
import equilibrium.scoring.Scores;
import equilibrium.scoring.rules.ScoringRules;

/**
 * A client's score by the rules in force and by others, at the time of its last evaluation.
 *
 * @param highest the highest tier that it can have
 * @param evaluatedAtMs milliseconds since 1970
 * @param after points with suspicion, which takes the same share of both scores
 */
record Standing(
    ClientId clientId,
    Identity identity,
    int highest,
    long evaluatedAtMs,
    int before,
    int after,
    ScoreParts partsBefore,
    ScoreParts partsAfter) {

  static Standing of(ClientStanding standing, ScoringRules other) {
    long atMs = standing.getAtMs();
    var after = Scores.parts(standing.getSums(), atMs, other);
    int full = total(standing.getParts());
    int score = full == 0 ? total(after) : (int) ((long) total(after) * standing.getScore() / full);
    return new Standing(
        standing.getClientId(),
        standing.getIdentity(),
        Scores.highestTier(standing.getIdentity(), atMs - standing.getFirstSeenAtMs(), other),
        atMs,
        standing.getScore(),
        score,
        standing.getParts(),
        after);
  }

  private static int total(ScoreParts parts) {
    return parts.getRecentSeedingSize()
        + parts.getAverageSeedingSize()
        + parts.getSeedingTime()
        + parts.getRatio();
  }

  int change() {
    return after - before;
  }
}
