package equilibrium.ingress;

import equilibrium.ingress.Admission.Verdict.Denied;
import equilibrium.ingress.Admission.Verdict.Granted;
import equilibrium.ingress.Outcome.Farewell;
import equilibrium.ingress.Outcome.Heard;
import equilibrium.ingress.Outcome.Refused;
import equilibrium.ingress.Outcome.Waits;
import equilibrium.ingress.swarm.Clients;
import equilibrium.ingress.swarm.Family;
import equilibrium.ingress.swarm.Page;
import equilibrium.ingress.swarm.Swarms;
import equilibrium.ingress.swarm.Visit;
import equilibrium.ingress.swarm.Visit.Role;
import equilibrium.platform.TimeScale;
import equilibrium.platform.TrackerClock;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.InfoHash;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Answers announces and scrapes from memory, whichever wire they came by: admit, enter into the
 * swarm, choose peers, write down what happened. Called by any thread, each with its own visit.
 */
public final class Announcer {
  private static final int HIGHEST_TIER = 3;
  private static final int IPV4_OFFSET = 12;

  private final IngressConfig config;
  private final Admission admission;
  private final Clients clients;
  private final Swarms swarms;
  private final Events events;
  private final TrackerIds trackerIds;
  private final TrackerClock clock;
  private final TimeScale scale;

  /** What an announce becomes: an event with its id, and an id for its session. */
  record Signing(Events events, TrackerIds trackerIds) {}

  Announcer(
      IngressConfig config,
      Admission admission,
      Memory memory,
      Signing signing,
      TrackerClock clock,
      TimeScale scale) {
    this.config = config;
    this.admission = admission;
    this.clients = memory.clients();
    this.swarms = memory.swarms();
    this.events = signing.events();
    this.trackerIds = signing.trackerIds();
    this.clock = clock;
    this.scale = scale;
  }

  /** Answers an announce; the peers and counts of the reply are in the visit afterwards. */
  public Outcome announce(Announce announce, Visit visit) {
    long start = System.nanoTime();
    return switch (admission.of(announce)) {
      case Denied(String reason) -> refuse(announce, visit, reason);
      case Granted(Caller caller, boolean gated) -> {
        fill(visit, announce);
        visit.gated = gated;
        yield hear(announce, caller, visit, start);
      }
    };
  }

  private Heard hear(Announce announce, Caller caller, Visit visit, long start) {
    var echo = echo(announce, visit);
    var id = ByteBuffer.wrap(caller.id().bytes());
    visit.client = clients.enter(id.getLong(), id.getLong(), visit.atMs);
    var eventId = events.nextId();
    visit.tie = Events.tie(eventId);
    swarms.announce(visit);
    var waits = waits(visit);
    var told =
        new Events.Told(
            echo.verdict(), Events.answer(visit, clients.tier(visit.client), waits, start));
    var event = events.announced(eventId, announce, caller, visit, told);
    var trackerId =
        trackerIds.give(announce.infoHash(), announce.peerId(), visit.sessionStartedAtMs);
    return new Heard(event, events.handOut(event, visit.peers), waits, trackerId);
  }

  /** Takes the session's start from the id, so that it is the same on every node. */
  private TrackerIds.Echo echo(Announce announce, Visit visit) {
    var echo =
        trackerIds.read(
            announce.trace().trackerId(), announce.infoHash(), announce.peerId(), visit.atMs);
    if (announce.event() != AnnounceEvent.STARTED) {
      visit.sessionStartedAtMs = Math.min(visit.atMs, echo.startedAtMs());
    }
    return echo;
  }

  private Outcome refuse(Announce announce, Visit visit, String reason) {
    if (announce.event() != AnnounceEvent.STOPPED) {
      return new Refused(reason);
    }
    visit.role = Role.GONE;
    visit.family = Addresses.family(announce.source().address().bytes());
    visit.peers.clear();
    visit.seeders = 0;
    visit.leechers = 0;
    visit.downloads = 0;
    return new Farewell(waits(visit));
  }

  private void fill(Visit visit, Announce announce) {
    var address = announce.source().address().bytes();
    visit.family = Addresses.family(address);
    if (visit.family == Family.IPV4) {
      System.arraycopy(address, IPV4_OFFSET, visit.address, 0, 4);
    } else {
      System.arraycopy(address, 0, visit.address, 0, 16);
    }
    System.arraycopy(announce.infoHash().bytes(), 0, visit.infoHash, 0, 20);
    System.arraycopy(announce.peerId().bytes(), 0, visit.peerId, 0, 20);
    visit.port = announce.port();
    visit.role = announce.role();
    visit.completed = announce.event() == AnnounceEvent.COMPLETED;
    visit.atMs = clock.nowMs();
    visit.sessionStartedAtMs = visit.atMs;
    visit.wanted = wanted(announce, visit);
  }

  private int wanted(Announce announce, Visit visit) {
    int said = announce.numWant() < 0 ? config.numWant() : announce.numWant();
    return Math.min(said, visit.mostPeers);
  }

  /** Counts of one swarm, in the visit afterwards; zeros for one that is not served. */
  public void scrape(InfoHash infoHash, Visit visit) {
    System.arraycopy(infoHash.bytes(), 0, visit.infoHash, 0, 20);
    swarms.scrape(visit);
  }

  private Waits waits(Visit visit) {
    if (visit.role == Role.LEECHER && visit.gated && visit.ceiling < HIGHEST_TIER) {
      int soon = spread(config.climbingInterval(), 5);
      return new Waits(soon, soon);
    }
    return new Waits(spread(config.interval(), 10), spread(config.minInterval(), 0));
  }

  /** Real seconds, up to so many percent more or less, so that clients do not march in step. */
  private int spread(Duration interval, int percent) {
    double factor = 1 + percent / 100.0 * ThreadLocalRandom.current().nextDouble(-1, 1);
    return Math.max(1, (int) Math.round(scale.real(interval).toMillis() * factor / 1000));
  }

  /** The lowest info-hashes beyond one (null: all of them), so many at most, in order. */
  public List<InfoHash> page(@Nullable InfoHash after, int most) {
    var page = new Page(after == null ? null : after.bytes(), most);
    swarms.show(page);
    return page.hashes().stream().map(InfoHash::new).toList();
  }
}
