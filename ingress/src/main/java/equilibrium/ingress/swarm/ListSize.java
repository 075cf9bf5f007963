package equilibrium.ingress.swarm;

import org.jspecify.annotations.Nullable;

/**
 * The better a client stands, the longer its list, of anybody (docs/policy.md 4.4): the later idea
 * of etracker's author. Nobody is refused any peer for good, since the next list holds others.
 */
@HotPath
final class ListSize extends Selection {
  /** Shares of the list, by tier, in fiftieths. */
  private static final int[] SHARES = {5, 15, 30, 50};

  private static final int WHOLE = 50;
  private static final int SHORTEST = 5;

  ListSize(Clients clients) {
    super(clients);
  }

  @Override
  int wanted(Visit visit) {
    if (!visit.gated) {
      return visit.wanted;
    }
    int share = visit.wanted * SHARES[clients.tier(visit.client)] / WHOLE;
    return Math.min(visit.wanted, Math.max(SHORTEST, share));
  }

  @Override
  void fill(
      @Nullable PeerTable own, @Nullable PeerTable other, Visit visit, int until, int random) {
    any(own, visit, until, random);
    any(other, visit, until, random);
  }
}
