package equilibrium.ingress.answer;

import equilibrium.ingress.IngressConfig;
import equilibrium.ingress.admission.Rules;
import equilibrium.ingress.swarm.Clients;
import equilibrium.ingress.swarm.Swarms;

/** What replies are made from. */
public record TrackerState(Swarms swarms, Clients clients) {

  public static TrackerState empty(IngressConfig config) {
    var clients = new Clients(config.limits().clients());
    var caps = config.rules().caps();
    var step = config.tierStep().toMillis();
    var memory =
        new TrackerState(new Swarms(clients, caps.swarms(), caps.peersPerSwarm(), step), clients);
    memory.limit(caps);
    return memory;
  }

  /** From now on, nothing is entered beyond these. */
  public void limit(Rules.Caps caps) {
    swarms.limit(caps.swarms(), caps.peers(), caps.peersPerSwarm());
  }
}
