package equilibrium.scoring.client;

import equilibrium.schemas.event.ScoreParts;

/**
 * Score and tier of a client at a time.
 *
 * @param atMs never goes back; {@link TierState#NEVER}: not evaluated yet
 * @param parts before suspicion lowers them
 * @param score with suspicion
 */
public record Evaluation(long atMs, ScoreParts parts, int score, TierState tier) {
  static final Evaluation NONE =
      new Evaluation(TierState.NEVER, new ScoreParts(0, 0, 0, 0), 0, TierState.NEW);
}
