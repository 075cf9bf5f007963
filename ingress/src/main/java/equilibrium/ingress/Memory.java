package equilibrium.ingress;

import equilibrium.ingress.swarm.Clients;
import equilibrium.ingress.swarm.Swarms;

/** What replies are made from. */
record Memory(Swarms swarms, Clients clients) {

  static Memory empty(IngressConfig config) {
    var clients = new Clients(config.limits().clients());
    var caps = config.rules().caps();
    var step = config.tierStep().toMillis();
    var memory =
        new Memory(new Swarms(clients, caps.swarms(), caps.peersPerSwarm(), step), clients);
    memory.limit(caps);
    return memory;
  }

  /** From now on, nothing is entered beyond these. */
  void limit(Rules.Caps caps) {
    swarms.limit(caps.swarms(), caps.peers(), caps.peersPerSwarm());
  }
}
