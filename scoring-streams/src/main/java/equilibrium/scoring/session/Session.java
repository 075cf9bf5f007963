package equilibrium.scoring.session;

import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.Role;
import equilibrium.scoring.rules.ScoringRules;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one peer in one swarm (info-hash, peer id): a fold of its announces. It
 * outlives its peer, so that events that come late resurrect nobody.
 *
 * @param mark of the last counted announce
 * @param atMs effective time of that announce
 * @param source where that announce lies
 * @param alias whether it came under the other hash of a hybrid
 * @param high the highest counters since they last began anew
 * @param left bytes missing at that announce, or {@link Counters#UNSAID}
 * @param role at that announce
 * @param event of that announce
 * @param countedAs as what the swarm counts it; null: it is not there (stopped or lapsed)
 * @param completed whether it ever announced that
 * @param claim what it moved in its swarm's open episode, or in an older one
 */
public record Session(
    AnnounceOrder mark,
    long atMs,
    Position source,
    boolean alias,
    Counters high,
    long left,
    Role role,
    AnnounceEvent event,
    @Nullable Role countedAs,
    boolean completed,
    Owner owner,
    Claim claim) {

  /** Whether its client has not been heard for a lifetime. */
  public boolean lapsed(long nowMs, ScoringRules.Sessions rules) {
    return atMs + rules.lifetimeMs() <= nowMs;
  }

  /** Whether no event of it can come any more. */
  public boolean forgettable(long nowMs, ScoringRules.Sessions rules) {
    return atMs + rules.lifetimeMs() + rules.spoolMs() <= nowMs;
  }

  boolean stopped() {
    return event == AnnounceEvent.STOPPED;
  }

  /** Whether an open episode counts on it. */
  public boolean isIn(Episode episode) {
    return episode.isOpen() && claim.episode() == episode.startMs();
  }

  public Session gone() {
    return with(null, claim);
  }

  public Session claiming(Claim claimed) {
    return with(countedAs, claimed);
  }

  private Session with(@Nullable Role counted, Claim claimed) {
    return new Session(
        mark, atMs, source, alias, high, left, role, event, counted, completed, owner, claimed);
  }
}
