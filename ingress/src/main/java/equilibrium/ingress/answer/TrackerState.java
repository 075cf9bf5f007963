package equilibrium.ingress.answer;

import equilibrium.ingress.admission.Rules;
import equilibrium.ingress.swarm.Clients;
import equilibrium.ingress.swarm.Swarms;

/** The memory from which announces are answered. */
public record TrackerState(Swarms swarms, Clients clients) {

  static TrackerState empty(AnswerConfig config) {
    var clients = new Clients(config.clients());
    var caps = config.rules().caps();
    var step = config.tierStep().toMillis();
    var state =
        new TrackerState(new Swarms(clients, caps.swarms(), caps.peersPerSwarm(), step), clients);
    state.limit(caps);
    state.swarms.limitDownloads(config.downloads());
    state.swarms.reach(config.reach());
    clients.intervene(config.rules().detection().interventions());
    return state;
  }

  /** From now on, nothing is entered beyond these limits. */
  void limit(Rules.Caps caps) {
    swarms.limit(caps.swarms(), caps.peers(), caps.peersPerSwarm());
  }
}
