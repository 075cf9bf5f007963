package equilibrium.ingress.udp;

import equilibrium.ingress.swarm.Clients;
import equilibrium.ingress.swarm.Family;
import equilibrium.ingress.swarm.Swarms;
import equilibrium.ingress.swarm.Visit;
import equilibrium.ingress.swarm.Visit.Role;
import java.net.InetAddress;

/** A leecher's visit to a swarm of a few peers, for tests of what replies look like. */
final class SwarmReply {

  /** Address, port and role of each peer of the swarm. Seeders are listed before leechers. */
  static Visit of(Object... peers) {
    var swarms = new Swarms(new Clients(10), 10, 10, 900_000);
    var visit = new Visit();
    visit.atMs = 1_800_000_000_000L;
    visit.wanted = 50;
    for (int i = 0; i < peers.length; i += 3) {
      place(visit, InetAddress.ofLiteral((String) peers[i]), (int) peers[i + 1]);
      visit.role = (Role) peers[i + 2];
      visit.peerId[0] = (byte) i;
      swarms.announce(visit);
    }
    visit.role = Role.LEECHER;
    visit.peerId[0] = 99;
    visit.port = 9999;
    swarms.announce(visit);
    return visit;
  }

  private static void place(Visit visit, InetAddress address, int port) {
    byte[] bytes = address.getAddress();
    System.arraycopy(bytes, 0, visit.address, 0, bytes.length);
    visit.family = bytes.length == 4 ? Family.IPV4 : Family.IPV6;
    visit.port = port;
  }

  private SwarmReply() {}
}
