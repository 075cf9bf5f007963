package equilibrium.scoring.client;

import equilibrium.schemas.Tier;
import equilibrium.schemas.event.ClientStanding;
import equilibrium.schemas.event.DecayedSum;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.SumKind;
import equilibrium.scoring.rules.ClientRules;
import java.util.List;

/**
 * The stored state of a client: sums, which depend neither on the time nor on the order of credits,
 * and score and tier at its last evaluation.
 *
 * @param entry how the population counts it, since its last evaluation
 */
public record Client(
    Activity activity,
    List<DecayedSum> sums,
    OnlineTime online,
    SuspicionState suspicion,
    Evaluation evaluation,
    PopulationEntry entry) {

  /** A client without a credit or a suspicion. */
  public static final Client UNKNOWN =
      new Client(
          Activity.NONE,
          List.of(),
          OnlineTime.NEVER,
          SuspicionState.NONE,
          Evaluation.NONE,
          PopulationEntry.NONE);

  /**
   * A client as its standing tells of it, without the state that was lost. It counts as seen when
   * the standing was made. Suspicions come from a topic of their own. The standing names no
   * network: in the population the client has one of its own, until it has been idle.
   */
  public static Client of(ClientStanding standing) {
    var tier = standing.getTier();
    return new Client(
        new Activity(
            standing.getIdentity(),
            standing.getClientId(),
            standing.getFirstSeenAtMs(),
            standing.getAtMs()),
        standing.getSums(),
        OnlineTime.NEVER,
        SuspicionState.NONE,
        new Evaluation(
            standing.getAtMs(),
            standing.getParts(),
            standing.getScore(),
            new TierState(tier, tier, TierState.NEVER, TierState.NEVER, TierState.NEVER)),
        PopulationEntry.NONE);
  }

  public Client withSuspicion(SuspicionState next) {
    return new Client(activity, sums, online, next, evaluation, entry);
  }

  Client withCredits(Activity nextActivity, List<DecayedSum> nextSums, OnlineTime nextOnline) {
    return new Client(nextActivity, nextSums, nextOnline, suspicion, evaluation, entry);
  }

  Client withEvaluation(Evaluation next, PopulationEntry nextEntry) {
    return new Client(activity, sums, online, suspicion, next, nextEntry);
  }

  /** Whether it was ever credited. */
  public boolean isSeen() {
    return !activity.isNone();
  }

  public long lastSeenMs() {
    return activity.lastMs();
  }

  public int score() {
    return evaluation.score();
  }

  public TierState tier() {
    return evaluation.tier();
  }

  /** Age at a time, milliseconds. */
  long ageMs(long atMs) {
    return atMs - activity.firstMs();
  }

  /** The highest tier that it can have at a time. */
  int highestTier(long atMs, ClientRules rules) {
    return highestTier(activity.identity(), ageMs(atMs), rules);
  }

  /** The highest tier that a client of this age can have. */
  public static int highestTier(Identity identity, long ageMs, ClientRules rules) {
    boolean known = identity == Identity.KEY && ageMs >= rules.youngMs();
    return known ? Tier.HIGHEST : rules.weakTier();
  }

  /** What a sum is worth at a time. */
  double value(SumKind kind, long atMs) {
    return DecayingSums.value(sums, kind, atMs);
  }

  /** Whether nothing would be lost with it: it is idle, without sums and without suspicion. */
  public boolean isForgettable() {
    return !entry.isActive() && sums.isEmpty() && suspicion.isNone();
  }

  /** Whether its standing must be published, because something in it changed. */
  public boolean hasNewStanding(Client before) {
    return isSeen()
        && (score() != before.score()
            || tier().tier() != before.tier().tier()
            || !sums.equals(before.sums)
            || !before.isSeen());
  }
}
