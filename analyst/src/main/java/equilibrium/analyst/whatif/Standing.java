package equilibrium.analyst.whatif;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.ClientStanding;
import equilibrium.schemas.event.DecayedSum;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.ScoreParts;
import equilibrium.scoring.Scores;
import equilibrium.scoring.rules.ScoringRules;
import java.util.List;

/**
 * A client's score by the rules in force and by others, at the time of its last evaluation.
 *
 * @param highest the highest tier that it can have
 * @param evaluatedAtMs milliseconds since 1970
 * @param sumsHash of the sums in force
 * @param after points with suspicion, which takes the same share of both scores
 */
record Standing(
    ClientId clientId,
    Identity identity,
    int highest,
    long evaluatedAtMs,
    int sumsHash,
    int before,
    int after,
    ScoreParts partsBefore,
    ScoreParts partsAfter) {

  /** As it is, beside what the same sums give by other rules. */
  static Standing of(ClientStanding standing, ScoringRules other) {
    long atMs = standing.getAtMs();
    var after = Scores.parts(standing.getSums(), atMs, other);
    return new Standing(
        standing.getClientId(),
        standing.getIdentity(),
        Scores.highestTier(standing.getIdentity(), atMs - standing.getFirstSeenAtMs(), other),
        atMs,
        standing.getSums().hashCode(),
        standing.getScore(),
        suspected(after, standing.getScore(), total(standing.getParts())),
        standing.getParts(),
        after);
  }

  /** The same client with scores of other sums on both sides. */
  Standing folded(List<DecayedSum> sumsBefore, List<DecayedSum> sumsAfter, Question question) {
    var nextBefore = Scores.parts(sumsBefore, evaluatedAtMs, question.inForce().scoring());
    var nextAfter = Scores.parts(sumsAfter, evaluatedAtMs, question.other().scoring());
    int full = total(partsBefore);
    return new Standing(
        clientId,
        identity,
        highest,
        evaluatedAtMs,
        sumsHash,
        suspected(nextBefore, before, full),
        suspected(nextAfter, before, full),
        nextBefore,
        nextAfter);
  }

  /** All points, less the share that suspicion takes of the full score. */
  private static int suspected(ScoreParts parts, int score, int full) {
    int total = total(parts);
    return full == 0 ? total : (int) ((long) total * score / full);
  }

  private static int total(ScoreParts parts) {
    return parts.getRecentSeedingSize()
        + parts.getAverageSeedingSize()
        + parts.getSeedingTime()
        + parts.getRatio();
  }

  /** The points of each part, in words. */
  static String why(ScoreParts parts) {
    return "size "
        + parts.getRecentSeedingSize()
        + ", average "
        + parts.getAverageSeedingSize()
        + ", time "
        + parts.getSeedingTime()
        + ", ratio "
        + parts.getRatio();
  }

  /** Whether these are the sums in force. */
  boolean has(List<DecayedSum> sums) {
    return sums.hashCode() == sumsHash;
  }

  int change() {
    return after - before;
  }
}
