package equilibrium.scoring;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.DecayedSum;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.ScoreParts;
import java.util.List;

/**
 * What is remembered of a client: sums, which do not depend on when or in which order they came,
 * and where it stands, as of its last evaluation.
 *
 * @param networkId of its newest credit
 * @param firstSeenMs effective time of its first credit; {@link Place#NEVER}: only suspected yet
 * @param lastSeenMs effective time of its newest credit
 * @param evaluatedMs as of when the rest is; never goes back
 * @param parts before suspicion lowers them
 * @param score after that
 * @param counted as what the population counts it
 */
record Client(
    Identity identity,
    ClientId networkId,
    long firstSeenMs,
    long lastSeenMs,
    List<DecayedSum> sums,
    Online online,
    Suspected suspected,
    long evaluatedMs,
    ScoreParts parts,
    int score,
    Place place,
    Counted counted) {

  /**
   * A place in the histograms.
   *
   * @param score or {@link #NO_SCORE}: it is idle
   * @param eligible whether it makes the cuts of a large population
   * @param networkId where it came from when it became eligible
   */
  record Counted(int score, boolean eligible, ClientId networkId) {
    static final int NO_SCORE = -1;
    static final Counted NOBODY = new Counted(NO_SCORE, false, new ClientId(new byte[16]));

    boolean isSomebody() {
      return score != NO_SCORE;
    }
  }

  /** Nothing is known of it yet. */
  static final Client UNKNOWN =
      new Client(
          Identity.ADDRESS,
          new ClientId(new byte[16]),
          Place.NEVER,
          Place.NEVER,
          List.of(),
          Online.NEVER,
          Suspected.NOT,
          Place.NEVER,
          new ScoreParts(0, 0, 0, 0),
          0,
          Place.NEW,
          Counted.NOBODY);

  boolean isSeen() {
    return lastSeenMs != Place.NEVER;
  }

  /** Whether forgetting it loses nothing: idle, never credited for anything, not suspected. */
  boolean isNobody() {
    return !counted.isSomebody() && sums.isEmpty() && suspected.isNothing();
  }

  /** At its last evaluation. */
  long ageMs() {
    return evaluatedMs - firstSeenMs;
  }

  /** The highest tier that it can have. */
  int highest(ScoringRules.Clients rules) {
    return identity == Identity.KEY && ageMs() >= rules.youngMs()
        ? Thresholds.HIGHEST
        : rules.weakTier();
  }

  Client with(Suspected next) {
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
  boolean isNewsAfter(Client before) {
    return isSeen()
        && (score != before.score
            || place.tier() != before.place.tier()
            || !sums.equals(before.sums)
            || !before.isSeen());
  }
}
