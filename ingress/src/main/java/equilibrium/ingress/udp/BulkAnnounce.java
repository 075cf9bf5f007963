package equilibrium.ingress.udp;

import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.announce.Announce.Counters;
import equilibrium.ingress.announce.EventLog;
import equilibrium.ingress.announce.Outcome.Accepted;
import equilibrium.ingress.announce.Outcome.Limited;
import equilibrium.ingress.announce.Outcome.NotAdmitted;
import equilibrium.ingress.announce.Outcome.Refused;
import equilibrium.ingress.announce.Outcome.Stopped;
import equilibrium.ingress.announce.RequestCounts;
import equilibrium.ingress.announce.RequestCounts.End;
import equilibrium.ingress.answer.Announcer;
import equilibrium.ingress.swarm.Visit;
import equilibrium.ingress.udp.ReplicatedDatagrams.Trouble;
import equilibrium.ingress.udp.UdpTracker.Services;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Transport;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The scrape of the replicated-tracker document: a peer says which torrents it has. It becomes one
 * announce without an event for each, of the peer that last announced from the same socket.
 */
final class BulkAnnounce {
  private final ReplicatedDatagrams layout = new ReplicatedDatagrams();
  private final Announcer announcer;
  private final EventLog recorder;
  private final RequestCounts counts;
  private final KnownPeers peers;

  /**
   * Knows nobody yet.
   *
   * @param lifetime for which a socket is remembered; real time
   */
  BulkAnnounce(Services services, Duration lifetime) {
    this.announcer = services.announcer();
    this.recorder = services.recorder();
    this.counts = services.counts();
    this.peers = new KnownPeers(lifetime);
  }

  /** Remembers who announces from a socket. */
  void heard(InetSocketAddress from, Announce announce) {
    peers.heard(from, announce, System.nanoTime());
  }

  /**
   * Announces each torrent of a scrape.
   *
   * @param reply told once, by any thread: all is durable, or what is wrong
   */
  void announce(
      ByteBuffer request, InetSocketAddress from, Visit visit, Consumer<ByteBuffer> reply) {
    int transaction = request.getInt(Dialect.TRANSACTION);
    var torrents = layout.hashes(request);
    var peer = peers.at(from, System.nanoTime());
    if (torrents == null) {
      counts.count(Transport.UDP_REPLICATED, End.MALFORMED);
      reply.accept(layout.malformed(transaction));
    } else if (peer == null) {
      counts.count(Transport.UDP_REPLICATED, End.REFUSED);
      reply.accept(layout.error(transaction, Trouble.ANNOUNCE));
    } else {
      counts.count(Transport.UDP_REPLICATED, End.SCRAPED);
      announce(
          peer,
          torrents,
          visit,
          trouble ->
              reply.accept(
                  trouble == null
                      ? layout.scraped(transaction)
                      : layout.error(transaction, trouble)));
    }
  }

  private void announce(
      Announce peer, List<InfoHash> torrents, Visit visit, Consumer<@Nullable Trouble> done) {
    var promise = new Promise(done);
    visit.bothFamilies = false;
    visit.mostPeers = 0;
    for (var torrent : torrents) {
      switch (announcer.announce(again(peer, torrent), visit)) {
        case Accepted heard -> {
          counts.count(Transport.UDP_REPLICATED, heard.isEarly() ? End.EARLY : End.ACCEPTED);
          recorder.record(heard, promise.part());
        }
        case Refused(_) -> {
          counts.count(Transport.UDP_REPLICATED, End.REFUSED);
          promise.refuse();
        }
        case NotAdmitted _ -> {
          counts.count(Transport.UDP_REPLICATED, End.NOT_ADMITTED);
          promise.overload();
        }
        case Limited() -> {
          counts.count(Transport.UDP_REPLICATED, End.LIMITED);
          promise.overload();
        }
        case Stopped(_) -> {} // is for those who say that they stop
      }
    }
    promise.made();
  }

  /** What is kept when all its parts are recorded. Made by one thread, kept by any. */
  private static final class Promise {
    private final Consumer<@Nullable Trouble> done;
    private final AtomicInteger open = new AtomicInteger(1);
    private volatile boolean refused;
    private volatile boolean unrecorded;

    Promise(Consumer<@Nullable Trouble> done) {
      this.done = done;
    }

    EventLog.Reply part() {
      open.incrementAndGet();
      return this::release;
    }

    void refuse() {
      refused = true;
    }

    void overload() {
      unrecorded = true;
    }

    /** There are no more parts. */
    void made() {
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

  private static Announce again(Announce peer, InfoHash torrent) {
    return new Announce(
        peer.source(),
        peer.announceKey(),
        torrent,
        peer.peerId(),
        peer.port(),
        AnnounceEvent.NONE,
        Counters.NONE,
        peer.claimed(),
        peer.key(),
        0,
        peer.trace());
  }
}
