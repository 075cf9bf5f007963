package equilibrium.ingress.udp;

import equilibrium.ingress.announce.Announce;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last announce of each socket in the replicated-tracker layout, whose scrape does not name its
 * peer. It holds announces to this node for one peer lifetime (real time); when it is full, the
 * oldest goes. Any thread calls.
 */
final class KnownPeers {

  /** About 20 MB. */
  private static final int MOST = 65_536;

  private record Accepted(Announce announce, long atNs) {}

  private final long lifetimeNs;
  private final Map<InetSocketAddress, Accepted> peers =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetSocketAddress, Accepted> eldest) {
          return size() > MOST;
        }
      };

  KnownPeers(Duration lifetime) {
    this.lifetimeNs = lifetime.toNanos();
  }

  synchronized void heard(InetSocketAddress from, Announce announce, long nowNs) {
    peers.put(from, new Accepted(announce, nowNs));
  }

  /** The last announce from a socket; null: none, or too long ago. */
  synchronized @Nullable Announce at(InetSocketAddress from, long nowNs) {
    var heard = peers.get(from);
    return heard == null || nowNs - heard.atNs() > lifetimeNs ? null : heard.announce();
  }
}
