package equilibrium.ingress.udp;

import equilibrium.ingress.announce.Announce;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last announce of each socket in the replicated-tracker layout, whose scrape does not name its
 * peer. Kept for one peer lifetime (real time), of announces to this node only; when there are too
 * many, the one that announced longest ago is removed. Any thread calls.
 */
final class KnownPeers {

  /** About 35 MB. */
  private static final int MOST = 65_536;

  private record Last(Announce announce, long atNs) {}

  private final long lifetimeNs;
  private final Map<InetSocketAddress, Last> peers =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetSocketAddress, Last> eldest) {
          return size() > MOST;
        }
      };

  KnownPeers(Duration lifetime) {
    this.lifetimeNs = lifetime.toNanos();
  }

  /** Remembers an announce, which is copied. */
  synchronized void remember(InetSocketAddress from, Announce announce, long nowNs) {
    peers.put(from, new Last(new Announce().begin(announce), nowNs));
  }

  /** The last announce of a socket; null: none, or too long ago. */
  synchronized @Nullable Announce at(InetSocketAddress from, long nowNs) {
    var last = peers.get(from);
    return last == null || nowNs - last.atNs() > lifetimeNs ? null : last.announce();
  }
}
