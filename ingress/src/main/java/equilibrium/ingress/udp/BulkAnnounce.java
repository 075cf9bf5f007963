package equilibrium.ingress.udp;

import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.announce.EventLog;
import equilibrium.ingress.announce.Outcome.Accepted;
import equilibrium.ingress.announce.Outcome.NotAdmitted;
import equilibrium.ingress.announce.Outcome.Refused;
import equilibrium.ingress.announce.Outcome.Stopped;
import equilibrium.ingress.announce.RequestCounts.End;
import equilibrium.ingress.answer.ReplyForm;
import equilibrium.ingress.answer.TrackerService;
import equilibrium.ingress.answer.Wire;
import equilibrium.ingress.swarm.Found;
import equilibrium.ingress.udp.ReplicatedDatagrams.Trouble;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Transport;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The scrape of the replicated-tracker document: a peer lists the torrents that it has. It becomes
 * one announce without an event for each torrent, of the peer that last announced from the same
 * socket.
 */
final class BulkAnnounce {
  private static final ReplyForm NO_PEERS = new ReplyForm(0, false, false, false);

  private final ReplicatedDatagrams layout = new ReplicatedDatagrams();
  private final TrackerService tracker;
  private final KnownPeers peers;

  BulkAnnounce(TrackerService tracker) {
    this.tracker = tracker;
    this.peers = new KnownPeers(tracker.core().policy().peerLifetime());
  }

  /** Remembers the announce of a socket. */
  void remember(InetSocketAddress from, Announce announce) {
    peers.remember(from, announce, System.nanoTime());
  }

  /**
   * Announces each torrent of a scrape.
   *
   * @param reply called once, by any thread, when all announces are durable or something is wrong
   */
  void announce(
      ByteBuffer request, InetSocketAddress from, UdpMemory memory, Consumer<ByteBuffer> reply) {
    int transaction = request.getInt(Dialect.TRANSACTION);
    var torrents = layout.hashes(request);
    var peer = peers.at(from, System.nanoTime());
    if (torrents == null) {
      tracker.counts().count(Transport.UDP_REPLICATED, End.MALFORMED);
      reply.accept(layout.malformed(transaction));
    } else if (peer == null) {
      tracker.counts().count(Transport.UDP_REPLICATED, End.REFUSED);
      reply.accept(layout.error(transaction, Trouble.ANNOUNCE));
    } else {
      tracker.counts().count(Transport.UDP_REPLICATED, End.SCRAPED);
      announce(
          peer,
          torrents,
          memory,
          trouble ->
              reply.accept(
                  trouble == null
                      ? layout.scraped(transaction)
                      : layout.error(transaction, trouble)));
    }
  }

  private void announce(
      Announce peer, List<InfoHash> torrents, UdpMemory memory, Consumer<@Nullable Trouble> done) {
    var acknowledgement = new Acknowledgement(done);
    for (var torrent : torrents) {
      var announce =
          memory.announce().begin(peer).session(torrent.bytes(), peer.peerId().bytes()).numWant(0);
      tracker.announce(announce, memory.answering(), acknowledgement);
    }
    acknowledgement.end();
  }

  /** One reply for several announces: made by one thread, released by any. */
  private static final class Acknowledgement implements Wire {
    private final Consumer<@Nullable Trouble> done;
    private final AtomicInteger open = new AtomicInteger(1);
    private volatile boolean refused;
    private volatile boolean unrecorded;

    Acknowledgement(Consumer<@Nullable Trouble> done) {
      this.done = done;
    }

    @Override
    public ReplyForm form() {
      return NO_PEERS;
    }

    @Override
    public EventLog.Reply accepted(Accepted outcome, Found found) {
      open.incrementAndGet();
      return this::release;
    }

    @Override
    public void refused(Refused outcome) {
      refused = true;
    }

    @Override
    public void notAdmitted(NotAdmitted outcome, Found found) {
      unrecorded = true;
    }

    @Override
    public void limited() {
      unrecorded = true;
    }

    /** Cannot happen: these announces have no event. */
    @Override
    public void stopped(Stopped outcome, Found found) {}

    /** There are no more announces. */
    void end() {
      release(true);
    }

    private void release(boolean recorded) {
      if (!recorded) {
        unrecorded = true;
      }
      if (open.decrementAndGet() == 0) {
        done.accept(refused ? Trouble.NOTALLOW : unrecorded ? Trouble.OVERLOAD : null);
      }
    }
  }
}
