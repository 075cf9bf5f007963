package equilibrium.ingress.swarm;

import equilibrium.ingress.memory.HotPath;
import org.jspecify.annotations.Nullable;

/** Peers of any tier: what a tracker without tiers does, for comparison. */
@HotPath
final class RandomPeers extends Selection {

  RandomPeers(Clients clients) {
    super(clients);
  }

  @Override
  void fill(@Nullable PeerTable own, @Nullable PeerTable other, Search search, int random) {
    any(own, search, random);
    any(other, search, random);
  }
}
