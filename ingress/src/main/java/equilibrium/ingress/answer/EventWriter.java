package equilibrium.ingress.answer;

import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.swarm.Family;
import equilibrium.ingress.swarm.Question;
import equilibrium.platform.Node;
import equilibrium.schemas.event.AddressFamily;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.EventId;
import equilibrium.schemas.event.HandOut;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Policy;
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

  /** The number of the next event of this node. */
  long nextSequence() {
    return sequence.getAndIncrement();
  }

  /** {@link #tie(long, long)} of an event of this node. */
  int tie(long sequence) {
    return tie(node.id(), sequence);
  }

  /** Orders events received in one millisecond, the same on every node; 16 bits. */
  public static int tie(long node, long sequence) {
    return (int) (sequence + 31 * node) & 0xffff;
  }

  /**
   * The event of an accepted announce, as the topic carries it. All but what the announce says is
   * in the memory.
   *
   * @param tier of the client
   * @param interval in the reply, seconds
   */
  byte[] announced(Announce announce, int tier, int interval, WorkingMemory memory) {
    var event = memory.event;
    var client = memory.grant.client();
    var trace = announce.trace();
    event.begin(node.id(), node.boot(), memory.sequence, memory.nowMs);
    event.session(announce.infoHash().bytes(), announce.peerId().bytes());
    event.client(client.id().bytes(), client.identity(), client.network().bytes());
    event.source(
        announce.address().bytes(),
        memory.visit.asked().family() == Family.IPV4 ? AddressFamily.IPV4 : AddressFamily.IPV6,
        PLAIN,
        announce.isProxied());
    event.peer(announce.port(), announce.event());
    event.counters(
        announce.uploaded(),
        announce.downloaded(),
        announce.left(),
        announce.corrupt(),
        announce.redundant());
    event.claimed(announce.claimed(), announce.claims());
    event.key(announce.hasKey(), announce.key());
    event.request(announce.numWant(), announce.transport(), trace.encryption());
    event.trace(trace.userAgent(), memory.trackerId, trace.fingerprint(), trace.browserHeaders());
    answer(tier, interval, memory);
    return event.end();
  }

  /** The reply, as events hold it. */
  private static void answer(int tier, int interval, WorkingMemory memory) {
    var event = memory.event;
    var found = memory.visit.found();
    long micros = (System.nanoTime() - memory.startNs) / 1000;
    event.started(found.startedAtMs());
    event.chosen(policy(memory.visit.asked()), tier, found.ceiling());
    event.counted(found.seeders(), found.leechers(), found.peers().size(), found.peers().seeders());
    event.timed(interval, !found.isEarly(), (int) Math.min(Integer.MAX_VALUE, micros));
  }

  private static Policy policy(Question asked) {
    return switch (asked.policy()) {
      case TIER_BACKOFF -> asked.isGated() ? Policy.TIER_BACKOFF : Policy.UNGATED;
      case LIST_SIZE -> asked.isGated() ? Policy.LIST_SIZE : Policy.UNGATED;
      case RANDOM -> Policy.RANDOM;
    };
  }

  /** The peers that were handed out; null: none. */
  @Nullable HandOut handOut(Announce announce, WorkingMemory memory) {
    var peers = memory.visit.found().peers();
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
        new EventId(node.id(), node.boot(), memory.sequence),
        memory.nowMs,
        new InfoHash(announce.infoHash().bytes().clone()),
        new ClientId(memory.grant.client().id().bytes().clone()),
        new PeerId(announce.peerId().bytes().clone()),
        PLAIN,
        endpoints.flip());
  }
}
