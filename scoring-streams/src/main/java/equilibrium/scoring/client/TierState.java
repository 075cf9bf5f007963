package equilibrium.scoring.client;

import equilibrium.scoring.rules.ScoringRules;

/**
 * A client's tier and what may come next (docs/explain/scoring.md#tiers; docs/policy.md 4.2). Pure.
 *
 * @param tier 0 to 3
 * @param best the highest tier that it ever had
 * @param roseMs when it last rose; {@link #NEVER}: it never did
 * @param aboveMs the review since which each evaluation found it above the next cut; NEVER: it is
 *     not
 * @param belowMs since when each evaluation found it far enough below its own cut; NEVER: it is not
 */
public record TierState(int tier, int best, long roseMs, long aboveMs, long belowMs) {
  static final long NEVER = Long.MIN_VALUE;
  static final TierState NEW = new TierState(0, 0, NEVER, NEVER, NEVER);

  /**
   * What an evaluation knows.
   *
   * @param score as lowered by suspicion
   * @param unlowered as it would be without
   * @param highest tier that this client can have
   */
  record Seen(long atMs, int score, int unlowered, int highest, May may) {}

  /** Whether it may rise. */
  enum May {
    /** It is reviewed: everybody's scores are compared with cuts that were made of them. */
    RISE,
    /** Its own score has just changed, and the cuts may not know: it would pass itself. */
    WAIT,
    /** It is suspected. */
    NOT
  }

  TierState next(Seen seen, Cuts cuts, ScoringRules.Clients rules) {
    if (tier > seen.highest) {
      return new TierState(seen.highest, best, roseMs, NEVER, NEVER).next(seen, cuts, rules);
    }
    int kept = kept(seen.score, cuts, rules);
    if (kept < tier) {
      return falling(seen, kept, kept(seen.unlowered, cuts, rules), rules);
    }
    boolean above =
        tier < seen.highest
            && seen.may != May.NOT
            && cuts.isAbove(seen.score, tier, percent(rules));
    return above ? rising(seen, rules) : new TierState(tier, best, roseMs, NEVER, NEVER);
  }

  /**
   * Of the next cut. Asked of everybody, the margin would hold back all who rise with the others,
   * and the upper tiers would never fill.
   */
  int percent(ScoringRules.Clients rules) {
    return tier < best ? rules.promotePercent() : 100;
  }

  /** The second review that finds it above promotes it, unless it rose a short while ago. */
  private TierState rising(Seen seen, ScoringRules.Clients rules) {
    if (seen.may == May.WAIT) {
      return new TierState(tier, best, roseMs, aboveMs, NEVER);
    }
    if (aboveMs == NEVER) {
      return new TierState(tier, best, roseMs, seen.atMs, NEVER);
    }
    boolean paused = roseMs != NEVER && seen.atMs - rules.risePauseMs() < roseMs;
    return seen.atMs == aboveMs || paused
        ? new TierState(tier, best, roseMs, aboveMs, NEVER)
        : new TierState(tier + 1, Math.max(best, tier + 1), seen.atMs, NEVER, NEVER);
  }

  /** One tier when it was below for long; at once as far as only suspicion made it fall. */
  private TierState falling(Seen seen, int kept, int keptUnlowered, ScoringRules.Clients rules) {
    if (keptUnlowered > kept) {
      return new TierState(Math.min(tier, kept), best, roseMs, NEVER, NEVER);
    }
    long since = belowMs == NEVER ? seen.atMs : belowMs;
    return seen.atMs - rules.fallDelayMs() < since
        ? new TierState(tier, best, roseMs, NEVER, since)
        : new TierState(tier - 1, best, roseMs, NEVER, kept < tier - 1 ? seen.atMs : NEVER);
  }

  /** The highest tier, up to its own, that a score is good enough to keep. */
  private int kept(int score, Cuts cuts, ScoringRules.Clients rules) {
    int kept = tier;
    while (kept > 0 && cuts.isBelow(score, kept - 1, rules.demotePercent())) {
      kept--;
    }
    return kept;
  }
}
