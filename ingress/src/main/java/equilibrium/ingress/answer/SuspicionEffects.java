package equilibrium.ingress.answer;

import equilibrium.ingress.admission.Rules;
import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.announce.Notice;
import equilibrium.ingress.announce.Outcome.Refused;
import equilibrium.ingress.intervention.Interventions;
import equilibrium.ingress.swarm.Clients;
import equilibrium.ingress.swarm.PeerList;
import equilibrium.ingress.swarm.Role;
import equilibrium.ingress.swarm.Visit;
import equilibrium.schemas.event.ClientId;
import org.jspecify.annotations.Nullable;

/** What suspicions do to the answers to announces (docs/policy.md 3.6). */
record SuspicionEffects(Clients clients, Interventions interventions) {

  /**
   * The refusal of an announce; null: it is not refused. Clients repeat {@code stopped} and {@code
   * completed} until they are taken, so both are.
   *
   * @param number of the client in {@link Clients}
   */
  @Nullable Refused refusal(Announce announce, ClientId client, int number) {
    boolean refused =
        switch (announce.event()) {
          case STOPPED, COMPLETED -> false;
          case NONE, PAUSED, STARTED -> clients.isRefused(number, announce.peerId().bytes());
        };
    return refused ? interventions.refusal(client) : null;
  }

  /**
   * What the reply says besides; null: nothing. A failure takes the place of the reply, so it hands
   * out no peers.
   *
   * @param hasRoom whether the wire has room for a text
   */
  @Nullable Notice notice(Announce announce, ClientId client, boolean hasRoom, Visit visit) {
    var found = visit.found();
    if (found.isEarly() || found.role() == Role.GONE) {
      return null;
    }
    if (found.isQuarantined()) {
      interventions.countQuarantine();
    }
    long nowMs = visit.asked().atMs();
    var notice = hasRoom ? interventions.notice(announce, client, found, nowMs) : null;
    if (notice instanceof Notice.Failure) {
      found.peers().clear();
    }
    return notice;
  }

  /** Whether it is recorded who was given these peers. */
  static boolean isRecorded(Rules rules, PeerList peers) {
    return switch (rules.detection().handOuts()) {
      case ALL -> true;
      case WATCHED -> peers.isWatched();
      case OFF -> false;
    };
  }
}
