package equilibrium.ingress.udp;

import equilibrium.ingress.Announce;
import equilibrium.ingress.Announce.Counters;
import equilibrium.ingress.Announcer;
import equilibrium.ingress.Counts;
import equilibrium.ingress.Counts.End;
import equilibrium.ingress.Outcome.Farewell;
import equilibrium.ingress.Outcome.Heard;
import equilibrium.ingress.Outcome.Refused;
import equilibrium.ingress.Recorder;
import equilibrium.ingress.swarm.Visit;
import equilibrium.ingress.udp.ReplicatedDatagrams.Trouble;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Transport;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The scrape of the replicated-tracker document: a peer says which torrents it has. It becomes one
 * announce without an event for each, of the peer that last announced from the same socket.
 */
final class BulkAnnounce {
  private final Announcer announcer;
  private final Recorder recorder;
  private final Counts counts;

  BulkAnnounce(Announcer announcer, Recorder recorder, Counts counts) {
    this.announcer = announcer;
    this.recorder = recorder;
    this.counts = counts;
  }

  /**
   * Announces each torrent.
   *
   * @param peer its last announce
   * @param done told once, by any thread, when all events are durable (null) or why they are not
   */
  void announce(
      Announce peer, List<InfoHash> torrents, Visit visit, Consumer<@Nullable Trouble> done) {
    var refused = new AtomicBoolean();
    var unrecorded = new AtomicBoolean();
    var open = new AtomicInteger(1);
    Recorder.Reply release =
        recorded -> {
          if (!recorded) {
            unrecorded.set(true);
          }
          if (open.decrementAndGet() == 0) {
            done.accept(
                refused.get() ? Trouble.NOTALLOW : unrecorded.get() ? Trouble.OVERLOAD : null);
          }
        };
    visit.bothFamilies = false;
    visit.mostPeers = 0;
    for (var torrent : torrents) {
      switch (announcer.announce(again(peer, torrent), visit)) {
        case Heard heard -> {
          counts.count(Transport.UDP_REPLICATED, End.HEARD);
          open.incrementAndGet();
          recorder.record(heard, release);
        }
        case Refused(_) -> {
          counts.count(Transport.UDP_REPLICATED, End.REFUSED);
          refused.set(true);
        }
        case Farewell(_) -> {} // is for those who say that they stop
      }
    }
    release.release(true); // all have been sent off
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
