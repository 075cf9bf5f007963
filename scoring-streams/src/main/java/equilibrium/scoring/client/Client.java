package equilibrium.scoring.client;

import equilibrium.schemas.Tier;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.DecayedSum;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.ScoreParts;
import equilibrium.scoring.rules.ScoringRules;
import java.util.List;

/**
 * What is remembered of a client: sums, which do not depend on when or in which order they came,
 * and where it stands, as of its last evaluation.
 *
 * @param networkId of its newest credit
 * @param firstSeenMs effective time of its first credit; {@link TierState#NEVER}: only suspected
 *     yet
 * @param lastSeenMs effective time of its newest credit
 * @param evaluatedMs as of when the rest is; never goes back
 * @param parts before suspicion lowers them
 * @param score after that
 * @param counted as what the population counts it
 */
public record Client(
    Identity identity,
    ClientId networkId,
    long firstSeenMs,
    long lastSeenMs,
    List<DecayedSum> sums,
    OnlineTime online,
    SuspicionState suspected,
    long evaluatedMs,
    ScoreParts parts,
    int score,
    TierState place,
    Counted counted) {

  /**
   * A place in the histograms.
   *
   * @param score or {@link #NO_SCORE}: it is idle
   * @param eligible whether it makes the cuts of a large population
   * @param networkId where it came from when it became eligible
   */
  public record Counted(int score, boolean eligible, ClientId networkId) {
    static final int NO_SCORE = -1;
    static final Counted NOBODY = new Counted(NO_SCORE, false, new ClientId(new byte[16]));

    public boolean isSomebody() {
      return score != NO_SCORE;
    }
  }

  /** Nothing is known of it yet. */
  public static final Client UNKNOWN =
      new Client(
          Identity.ADDRESS,
          new ClientId(new byte[16]),
          TierState.NEVER,
          TierState.NEVER,
          List.of(),
          OnlineTime.NEVER,
          SuspicionState.NOT,
          TierState.NEVER,
          new ScoreParts(0, 0, 0, 0),
          0,
          TierState.NEW,
          Counted.NOBODY);

  public boolean isSeen() {
    return lastSeenMs != TierState.NEVER;
  }

  /** Whether forgetting it loses nothing: idle, never credited for anything, not suspected. */
  public boolean isNobody() {
    return !counted.isSomebody() && sums.isEmpty() && suspected.isNothing();
  }

  /** At its last evaluation. */
  long ageMs() {
    return evaluatedMs - firstSeenMs;
  }

  /** The highest tier that it can have. */
  int highest(ScoringRules.Clients rules) {
    return identity == Identity.KEY && ageMs() >= rules.youngMs() ? Tier.HIGHEST : rules.weakTier();
  }

  public Client with(SuspicionState next) {
    return new Client(
        identity,
        networkId,
        firstSeenMs,
        lastSeenMs,
        sums,
        online,
        next,
        evaluatedMs,
        parts,
        score,
        place,
        counted);
  }

  /** Whether anybody but its fold has a use for what changed. */
  public boolean isNewsAfter(Client before) {
    return isSeen()
        && (score != before.score
            || place.tier() != before.place.tier()
            || !sums.equals(before.sums)
            || !before.isSeen());
  }
}
