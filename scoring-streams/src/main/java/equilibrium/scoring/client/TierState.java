package equilibrium.scoring.client;

import equilibrium.scoring.rules.ClientRules;

/**
 * A client's tier and its next change (docs/explain/scoring.md#tiers; docs/policy.md 4.2). Pure.
 *
 * @param tier 0 to 3
 * @param best the highest tier that it ever had
 * @param roseMs when it last rose; {@link #NEVER}: it never did
 * @param aboveMs start of the current run of evaluations above the next cut, a review; NEVER: there
 *     is none
 * @param belowMs start of the current run of evaluations far enough below its own cut; NEVER: there
 *     is none
 */
public record TierState(int tier, int best, long roseMs, long aboveMs, long belowMs) {
  static final long NEVER = Long.MIN_VALUE;
  static final TierState NEW = new TierState(0, 0, NEVER, NEVER, NEVER);

  /**
   * A client with its score at a time.
   *
   * @param score with suspicion
   * @param full without suspicion
   * @param highest tier that the client can have
   */
  record Scored(long atMs, int score, int full, int highest, Rise rise) {}

  /** Whether a client may rise at an evaluation. */
  enum Rise {
    /** At a review: the cuts were made of the scores of all clients. */
    ALLOWED,
    /** Only this client's score has changed, and the cuts may lack it: it would pass itself. */
    NOT_YET,
    /** It is suspected. */
    FORBIDDEN
  }

  TierState next(Scored client, Cuts cuts, ClientRules rules) {
    if (tier > client.highest) {
      return changed(client.highest).next(client, cuts, rules);
    }
    int kept = kept(client.score, cuts, rules);
    if (kept < tier) {
      return falling(client, kept, kept(client.full, cuts, rules), rules);
    }
    boolean above =
        tier < client.highest
            && client.rise != Rise.FORBIDDEN
            && cuts.isAbove(client.score, tier, percent(rules));
    return above ? rising(client, rules) : changed(tier);
  }

  /**
   * Percent of the next cut that a client must pass. A margin for all clients would hold back those
   * that rise together, and the upper tiers would never fill.
   */
  int percent(ClientRules rules) {
    return tier < best ? rules.promotePercent() : 100;
  }

  /** The second review above the cut promotes the client, unless its last rise was recent. */
  private TierState rising(Scored client, ClientRules rules) {
    if (client.rise == Rise.NOT_YET) {
      return above(aboveMs);
    }
    if (aboveMs == NEVER) {
      return above(client.atMs);
    }
    boolean paused = roseMs != NEVER && client.atMs - rules.risePauseMs() < roseMs;
    return client.atMs == aboveMs || paused
        ? above(aboveMs)
        : new TierState(tier + 1, Math.max(best, tier + 1), client.atMs, NEVER, NEVER);
  }

  /** One tier after a long time below; at once as far as suspicion alone is the cause. */
  private TierState falling(Scored client, int kept, int keptInFull, ClientRules rules) {
    if (keptInFull > kept) {
      return changed(Math.min(tier, kept));
    }
    long since = belowMs == NEVER ? client.atMs : belowMs;
    if (client.atMs - rules.fallDelayMs() < since) {
      return new TierState(tier, best, roseMs, NEVER, since);
    }
    return new TierState(tier - 1, best, roseMs, NEVER, kept < tier - 1 ? client.atMs : NEVER);
  }

  private TierState changed(int newTier) {
    return new TierState(newTier, best, roseMs, NEVER, NEVER);
  }

  private TierState above(long sinceMs) {
    return new TierState(tier, best, roseMs, sinceMs, NEVER);
  }

  /** The highest tier, up to the present one, that a score is high enough to keep. */
  private int kept(int score, Cuts cuts, ClientRules rules) {
    int kept = tier;
    while (kept > 0 && cuts.isBelow(score, kept - 1, rules.demotePercent())) {
      kept--;
    }
    return kept;
  }
}
