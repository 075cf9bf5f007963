package equilibrium.ingress.answer;

import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.announce.ClientIdentity;
import equilibrium.ingress.announce.Outcome.Waits;
import equilibrium.ingress.swarm.Family;
import equilibrium.ingress.swarm.PeerList;
import equilibrium.ingress.swarm.Question;
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

/** Writes the events of accepted announces. */
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

  /**
   * The reply, as events hold it.
   *
   * @param startNs {@link System#nanoTime} when the announce was received
   */
  public static Answer answer(Visit visit, int tier, Waits waits, long startNs) {
    var found = visit.found();
    return new Answer(
        policy(visit.asked()),
        tier,
        found.ceiling(),
        found.seeders(),
        found.leechers(),
        found.peers().size(),
        found.peers().seeders(),
        waits.interval(),
        !found.isEarly(),
        (int) Math.min(Integer.MAX_VALUE, (System.nanoTime() - startNs) / 1000));
  }

  private static Policy policy(Question asked) {
    return switch (asked.policy()) {
      case TIER_BACKOFF -> asked.isGated() ? Policy.TIER_BACKOFF : Policy.UNGATED;
      case LIST_SIZE -> asked.isGated() ? Policy.LIST_SIZE : Policy.UNGATED;
      case RANDOM -> Policy.RANDOM;
    };
  }

  /**
   * How an announce was answered.
   *
   * @param trackerId what became of the tracker id that it echoed
   */
  public record Answered(ClientIdentity client, TrackerIdVerdict trackerId, Answer answer) {}

  /** The event of an accepted announce; its question and answer are in the visit. */
  public Announced announced(EventId id, Announce announce, Visit visit, Answered answered) {
    var client = answered.client();
    var counters = announce.counters();
    var trace = announce.trace();
    return new Announced(
        id,
        visit.asked().atMs(),
        announce.infoHash(),
        announce.peerId(),
        client.id(),
        client.identity(),
        client.network(),
        announce.source().address(),
        visit.asked().family() == Family.IPV4 ? AddressFamily.IPV4 : AddressFamily.IPV6,
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
        answered.trackerId(),
        trace.fingerprint(),
        trace.browserHeaders(),
        visit.found().startedAtMs(),
        answered.answer());
  }

  /** The peers that were handed out; null: none. */
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
