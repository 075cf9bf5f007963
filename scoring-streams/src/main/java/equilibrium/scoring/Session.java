package equilibrium.scoring;

import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Role;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one peer in one swarm (info-hash, peer id): a fold of its announces. It
 * outlives its peer, so that events that come late resurrect nobody.
 *
 * @param mark of the last counted announce
 * @param atMs effective time of that announce
 * @param offset of that announce
 * @param high the highest counters since they last began anew
 * @param left bytes missing at that announce, or {@link Counters#UNSAID}
 * @param role at that announce
 * @param event of that announce
 * @param countedAs as what the swarm counts it; null: it is not there (stopped or lapsed)
 * @param completed whether it ever announced that
 * @param clientId whose session it is
 * @param key which that client said
 */
record Session(
    Mark mark,
    long atMs,
    long offset,
    Counters high,
    long left,
    Role role,
    AnnounceEvent event,
    @Nullable Role countedAs,
    boolean completed,
    ClientId clientId,
    @Nullable Integer key) {

  /** Whether its client has not been heard for a lifetime. */
  boolean lapsed(long nowMs, ScoringRules.Sessions rules) {
    return atMs + rules.lifetimeMs() <= nowMs;
  }

  /** Whether no event of it can come any more. */
  boolean forgettable(long nowMs, ScoringRules.Sessions rules) {
    return atMs + rules.lifetimeMs() + rules.spoolMs() <= nowMs;
  }

  boolean stopped() {
    return event == AnnounceEvent.STOPPED;
  }

  /** Whether whoever announces is this session's client: by id, or on another address by key. */
  boolean isOf(Heard heard) {
    return clientId.equals(heard.clientId()) || (key != null && key.equals(heard.key()));
  }

  Session gone() {
    return new Session(mark, atMs, offset, high, left, role, event, null, completed, clientId, key);
  }
}
