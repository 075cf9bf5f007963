package equilibrium.bench.detect;

import equilibrium.bench.trace.TraceAnnounce;
import equilibrium.schemas.IpAddress;
import equilibrium.schemas.Lifetimes;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The peers that an ingress would know, and which clients were in a swarm within a day. Peers that
 * were silent for their lifetime are removed every hour.
 */
final class Swarms {
  private static final long HOUR_MS = 3_600_000;
  private static final long DAY_MS = 24 * HOUR_MS;

  /** A peer of a swarm. */
  static final class Peer {
    final ClientId clientId;
    long startedMs;
    long lastMs;
    boolean seeds;
    int early;
    IpAddress address;
    int port;

    Peer(ClientId clientId, IpAddress address) {
      this.clientId = clientId;
      this.address = address;
    }
  }

  /** A swarm. Its clients are kept with the time of their last announce. */
  static final class Swarm {
    final Map<PeerId, Peer> peers = new LinkedHashMap<>();
    final Map<ClientId, Long> clients = new HashMap<>();
    int seeders;

    int leechers() {
      return peers.size() - seeders;
    }

    private void count(Peer peer, int sign) {
      seeders += peer.seeds ? sign : 0;
    }
  }

  private final Map<InfoHash, Swarm> swarms = new HashMap<>();
  private long sweptMs;

  Swarm of(InfoHash infoHash) {
    return swarms.computeIfAbsent(infoHash, _ -> new Swarm());
  }

  /** Enters an announce; gives its peer as of now, which may have stopped. */
  Peer enter(TraceAnnounce announce, ClientId clientId) {
    sweep(announce.atMs());
    var swarm = of(announce.infoHash());
    var address = IpAddress.parse(announce.ip());
    var before = swarm.peers.remove(announce.peerId());
    boolean known =
        before != null
            && before.clientId.equals(clientId)
            && announce.atMs() - before.lastMs <= Lifetimes.PEER.toMillis();
    if (before != null) {
      swarm.count(before, -1);
    }
    if (address == null) {
      throw new IllegalStateException("the reader checks addresses");
    }
    var peer = known && before != null ? before : new Peer(clientId, address);
    if (!known || announce.event() == AnnounceEvent.STARTED) {
      peer.startedMs = announce.atMs();
    }
    peer.address = address;
    peer.port = announce.port();
    peer.seeds = announce.left() != null && announce.left() == 0;
    peer.lastMs = announce.atMs();
    swarm.clients.put(clientId, announce.atMs());
    if (announce.event() != AnnounceEvent.STOPPED) {
      swarm.peers.put(announce.peerId(), peer);
      swarm.count(peer, 1);
    }
    return peer;
  }

  /** When the peer's last announce came; negative: there was none. */
  long lastMs(TraceAnnounce announce) {
    var peer = of(announce.infoHash()).peers.get(announce.peerId());
    return peer == null ? -1 : peer.lastMs;
  }

  /** The largest part of a swarm's clients of the last day that these are. */
  double share(InfoHash infoHash, Set<ClientId> some, long nowMs) {
    var swarm = of(infoHash);
    swarm.clients.values().removeIf(lastMs -> nowMs - lastMs > DAY_MS);
    long there = some.stream().filter(swarm.clients::containsKey).count();
    return swarm.clients.isEmpty() ? 0 : (double) there / swarm.clients.size();
  }

  private void sweep(long nowMs) {
    if (nowMs - sweptMs < HOUR_MS) {
      return;
    }
    sweptMs = nowMs;
    long before = nowMs - Lifetimes.PEER.toMillis();
    for (var swarm : swarms.values()) {
      swarm.peers.values().removeIf(peer -> isGone(swarm, peer, before));
    }
  }

  private static boolean isGone(Swarm swarm, Peer peer, long before) {
    if (peer.lastMs >= before) {
      return false;
    }
    swarm.count(peer, -1);
    return true;
  }
}
