package equilibrium.ingress.udp;

import equilibrium.ingress.announce.Announce;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which peer announces from which socket: its last announce in the replicated-tracker layout, whose
 * scrape says nothing about who sends it. Only what this node heard, for one peer lifetime (real
 * time); when there are too many, the one unheard of for longest is forgotten. Any thread calls.
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

  /** The last announce from there; null: none, or too long ago. */
  synchronized @Nullable Announce at(InetSocketAddress from, long nowNs) {
    var heard = peers.get(from);
    return heard == null || nowNs - heard.atNs() > lifetimeNs ? null : heard.announce();
  }
}
