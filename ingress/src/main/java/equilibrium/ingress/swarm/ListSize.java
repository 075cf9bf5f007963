package equilibrium.ingress.swarm;

import equilibrium.ingress.memory.HotPath;
import org.jspecify.annotations.Nullable;

/**
 * The better the standing of a client, the longer its list, of peers of any tier (docs/policy.md
 * 4.4): the later idea of etracker's author. No peer is withheld for good, since the next list
 * holds others.
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
  int listSize(Question asked) {
    if (!asked.gated) {
      return asked.wanted;
    }
    int share = asked.wanted * SHARES[clients.tier(asked.client)] / WHOLE;
    return Math.min(asked.wanted, Math.max(SHORTEST, share));
  }

  @Override
  void fill(@Nullable PeerTable own, @Nullable PeerTable other, Search search, int random) {
    any(own, search, random);
    any(other, search, random);
  }
}
