package equilibrium.ingress;

import equilibrium.ingress.swarm.Clients;
import equilibrium.ingress.swarm.Swarms;

/** What replies are made from. */
record Memory(Swarms swarms, Clients clients) {

  static Memory empty(IngressConfig config) {
    var limits = config.limits();
    var clients = new Clients(limits.clients());
    var swarms =
        new Swarms(clients, limits.swarms(), limits.peersPerSwarm(), config.tierStep().toMillis());
    return new Memory(swarms, clients);
  }
}
