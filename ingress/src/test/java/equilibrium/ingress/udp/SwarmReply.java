package equilibrium.ingress.udp;

import equilibrium.ingress.net.Addresses;
import equilibrium.ingress.swarm.Clients;
import equilibrium.ingress.swarm.Found;
import equilibrium.ingress.swarm.Role;
import equilibrium.ingress.swarm.Selection.Policy;
import equilibrium.ingress.swarm.Swarms;
import equilibrium.ingress.swarm.Visit;
import java.net.InetAddress;

/** The answer to a leecher that is not entered, for tests of the layout of replies. */
final class SwarmReply {
  private static final long NOW = 1_800_000_000_000L;

  /** Address, port and role of each peer of the swarm. Seeders are listed before leechers. */
  static Found of(Object... peers) {
    var swarms = new Swarms(new Clients(10), 10, 10, 900_000);
    var visit = new Visit();
    var address = InetAddress.ofLiteral("10.0.0.9");
    for (int i = 0; i < peers.length; i += 3) {
      address = InetAddress.ofLiteral((String) peers[i]);
      announce(swarms, visit, (byte) i, address, (int) peers[i + 1], (Role) peers[i + 2]);
    }
    swarms.limit(10, 10, 0);
    announce(swarms, visit, (byte) 99, address, 9999, Role.LEECHER);
    return visit.found();
  }

  private static void announce(
      Swarms swarms, Visit visit, byte number, InetAddress address, int port, Role role) {
    byte[] peerId = new byte[20];
    peerId[0] = number;
    visit
        .asked()
        .session(new byte[20], peerId, 0)
        .from(Addresses.of(address).bytes(), port)
        .as(role, false, false)
        .received(NOW, 0, NOW)
        .peers(50, false, Policy.TIER_BACKOFF, false)
        .limits(0, 0, 0);
    swarms.announce(visit, true);
  }

  private SwarmReply() {}
}
