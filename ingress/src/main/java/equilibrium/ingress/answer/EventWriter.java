package equilibrium.ingress.answer;

import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.announce.ClientIdentity;
import equilibrium.ingress.announce.Outcome.Waits;
import equilibrium.ingress.swarm.Family;
import equilibrium.ingress.swarm.PeerList;
import equilibrium.ingress.swarm.Visit;
import equilibrium.platform.Node;
import equilibrium.schemas.event.AddressFamily;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Answer;
import equilibrium.schemas.event.EventId;
import equilibrium.schemas.event.HandOut;
import equilibrium.schemas.event.Policy;
import equilibrium.schemas.event.TrackerIdVerdict;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Writes down what happened, as events. */
public final class EventWriter {
  private static final int ENDPOINT_BYTES = 18;
  private static final int PLAIN = 0;
  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  private final Node node;
  private final AtomicLong sequence = new AtomicLong();

  public EventWriter(Node node) {
    this.node = node;
  }

  public EventId nextId() {
    return new EventId(node.id(), node.boot(), sequence.getAndIncrement());
  }

  /** Orders events received in one millisecond, the same on every node; 16 bits. */
  public static int tie(EventId id) {
    return (int) (id.getSequence() + 31 * id.getNode()) & 0xffff;
  }

  /** How it was answered, and what became of the tracker id that it echoed. */
  public record Told(TrackerIdVerdict trackerId, Answer answer) {}

  public static Answer answer(Visit visit, int tier, Waits waits, long startNs) {
    return new Answer(
        policy(visit),
        tier,
        visit.ceiling,
        visit.seeders,
        visit.leechers,
        visit.peers.size(),
        visit.peers.seeders(),
        waits.interval(),
        !visit.early,
        (int) Math.min(Integer.MAX_VALUE, (System.nanoTime() - startNs) / 1000));
  }

  private static Policy policy(Visit visit) {
    return switch (visit.policy) {
      case TIER_BACKOFF -> visit.gated ? Policy.TIER_BACKOFF : Policy.UNGATED;
      case LIST_SIZE -> visit.gated ? Policy.LIST_SIZE : Policy.UNGATED;
      case RANDOM -> Policy.RANDOM;
    };
  }

  public Announced announced(
      EventId id, Announce announce, ClientIdentity caller, Visit visit, Told told) {
    var counters = announce.counters();
    var trace = announce.trace();
    return new Announced(
        id,
        visit.atMs,
        announce.infoHash(),
        announce.peerId(),
        caller.id(),
        caller.identity(),
        caller.network(),
        announce.source().address(),
        visit.family == Family.IPV4 ? AddressFamily.IPV4 : AddressFamily.IPV6,
        PLAIN,
        announce.source().proxied(),
        announce.port(),
        announce.event(),
        counters.uploaded(),
        counters.downloaded(),
        counters.left(),
        counters.corrupt(),
        counters.redundant(),
        announce.claimed(),
        announce.key(),
        announce.numWant() < 0 ? null : announce.numWant(),
        announce.source().transport(),
        trace.encryption(),
        trace.userAgent(),
        told.trackerId(),
        trace.fingerprint(),
        trace.browserHeaders(),
        visit.sessionStartedAtMs,
        told.answer());
  }

  /** Who was told about whom; null: nobody was listed. */
  @Nullable HandOut handOut(Announced event, PeerList peers) {
    if (peers.size() == 0) {
      return null;
    }
    var endpoints = ByteBuffer.allocate(peers.size() * ENDPOINT_BYTES);
    byte[] ipv4 = peers.endpoints(Family.IPV4);
    for (int i = 0; i < peers.size(Family.IPV4); i++) {
      endpoints.put(MAPPED).put(ipv4, i * 6, 6);
    }
    endpoints.put(peers.endpoints(Family.IPV6), 0, peers.size(Family.IPV6) * ENDPOINT_BYTES);
    return new HandOut(
        event.getEventId(),
        event.getReceivedAtMs(),
        event.getInfoHash(),
        event.getClientId(),
        event.getPeerId(),
        PLAIN,
        endpoints.flip());
  }
}
