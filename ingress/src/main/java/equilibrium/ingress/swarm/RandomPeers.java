package equilibrium.ingress.swarm;

import org.jspecify.annotations.Nullable;

/** Anybody, whatever their standing: what a tracker without tiers does, to compare with. */
@HotPath
final class RandomPeers extends Selection {

  RandomPeers(Clients clients) {
    super(clients);
  }

  @Override
  void fill(
      @Nullable PeerTable own, @Nullable PeerTable other, Visit visit, int until, int random) {
    any(own, visit, until, random);
    any(other, visit, until, random);
  }
}
