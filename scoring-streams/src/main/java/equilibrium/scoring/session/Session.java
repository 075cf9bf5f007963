package equilibrium.scoring.session;

import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Role;
import equilibrium.scoring.rules.SessionRules;
import org.jspecify.annotations.Nullable;

/**
 * The stored state of one peer in one swarm (info-hash, peer id), folded from its announces. It is
 * kept for some time after the peer has gone, so that a late copy of an announce does not bring the
 * peer back.
 *
 * @param last its last counted announce
 * @param highest the highest counters since the client's counters were last reset
 * @param role at the last counted announce
 * @param countedAs the role in which the swarm counts it; null: it is not counted (stopped or
 *     expired)
 * @param completed whether it ever announced {@code completed}
 * @param claim what it reported in the open episode of its swarm, or in an older one
 */
public record Session(
    AnnounceHeader last,
    Counters highest,
    Role role,
    @Nullable Role countedAs,
    boolean completed,
    Claim claim) {

  /** Effective time of the last counted announce. */
  public long atMs() {
    return last.atMs();
  }

  /** Bytes missing at the last counted announce, or {@link Counters#UNKNOWN}. */
  public long left() {
    return last.left();
  }

  public Owner owner() {
    return last.owner();
  }

  /** Whether its client has not announced for a lifetime. */
  public boolean isExpired(long nowMs, SessionRules rules) {
    return atMs() + rules.lifetimeMs() <= nowMs;
  }

  /** Whether no late event of it can come any more. */
  public boolean isForgettable(long nowMs, SessionRules rules) {
    return atMs() + rules.lifetimeMs() + rules.spoolMs() <= nowMs;
  }

  boolean isStopped() {
    return last.event() == AnnounceEvent.STOPPED;
  }

  /** Whether it has a claim in an open episode. */
  public boolean isIn(Episode episode) {
    return episode.isOpen() && claim.episodeMs() == episode.startMs();
  }

  public Session withoutCount() {
    return new Session(last, highest, role, null, completed, claim);
  }

  public Session withClaim(Claim next) {
    return new Session(last, highest, role, countedAs, completed, next);
  }
}
