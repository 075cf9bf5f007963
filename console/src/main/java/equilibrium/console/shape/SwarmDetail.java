package equilibrium.console.shape;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One swarm.
 *
 * @param swarm null: nobody has announced
 * @param torrent null: not registered
 * @param peers sessions, once for each address family
 */
public record SwarmDetail(
    @Nullable Swarm swarm, @Nullable Torrent torrent, long peers, List<TierPeers> peersByTier) {
  /** Peers whose clients have a tier. */
  public record TierPeers(int tier, long seeders, long leechers) {}

  /**
   * What a client would get now.
   *
   * @param choice as {@code /status/choice} of an ingress says it
   */
  public record Choice(Object choice) {}

  public SwarmDetail {
    peersByTier = List.copyOf(peersByTier);
  }
}
