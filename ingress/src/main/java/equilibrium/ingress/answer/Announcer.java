package equilibrium.ingress.answer;

import equilibrium.ingress.IngressConfig;
import equilibrium.ingress.admission.AddressLimits;
import equilibrium.ingress.admission.Admission;
import equilibrium.ingress.admission.Admission.Verdict.Denied;
import equilibrium.ingress.admission.Admission.Verdict.Granted;
import equilibrium.ingress.admission.Rules;
import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.announce.ClientIdentity;
import equilibrium.ingress.announce.Outcome;
import equilibrium.ingress.announce.Outcome.Accepted;
import equilibrium.ingress.announce.Outcome.Limited;
import equilibrium.ingress.announce.Outcome.NotAdmitted;
import equilibrium.ingress.announce.Outcome.Refused;
import equilibrium.ingress.announce.Outcome.Stopped;
import equilibrium.ingress.announce.Outcome.Waits;
import equilibrium.ingress.announce.TrackerIds;
import equilibrium.ingress.net.Addresses;
import equilibrium.ingress.swarm.Clients;
import equilibrium.ingress.swarm.Page;
import equilibrium.ingress.swarm.Swarms;
import equilibrium.ingress.swarm.Visit;
import equilibrium.ingress.swarm.Visit.Cap;
import equilibrium.ingress.swarm.Visit.Role;
import equilibrium.platform.TimeScale;
import equilibrium.platform.TrackerClock;
import equilibrium.schemas.Ids;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.InfoHash;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Answers announces and scrapes from memory, whichever wire they came by: admit, enter into the
 * swarm, choose peers, write down what happened. Called by any thread, each with its own visit.
 */
public final class Announcer {

  private final AnnouncePolicy terms;
  private final Admission admission;
  private final Clients clients;
  private final Swarms swarms;
  private final EventWriter events;
  private final TrackerIds trackerIds;
  private final TrackerClock clock;

  /** What an announce becomes: an event with its id, and an id for its session. */
  public record Signing(EventWriter events, TrackerIds trackerIds) {}

  public Announcer(
      IngressConfig config,
      Admission admission,
      TrackerState memory,
      Signing signing,
      TrackerClock clock,
      TimeScale scale) {
    this.terms = new AnnouncePolicy(config, scale);
    this.admission = admission;
    this.clients = memory.clients();
    this.swarms = memory.swarms();
    this.events = signing.events();
    this.trackerIds = signing.trackerIds();
    this.clock = clock;
  }

  /** Who is let in, and by which rules. */
  public Admission admission() {
    return admission;
  }

  /** Answers an announce; the peers and counts of the reply are in the visit afterwards. */
  public Outcome announce(Announce announce, Visit visit) {
    long start = System.nanoTime();
    var rules = admission.rules();
    visit.atMs = clock.nowMs();
    long address = admission.limits().key(announce.source().address());
    if (!admission.limits().mayAsk(address, rules, visit.atMs)) {
      return refuse(announce, visit, new Limited(), rules);
    }
    return switch (admission.of(announce, rules)) {
      case Denied(var why) -> refuse(announce, visit, new Refused(why.words()), rules);
      case Granted(ClientIdentity caller, boolean gated) -> {
        fill(visit, announce, rules);
        visit.gated = gated;
        yield hear(new Asked(announce, caller, address, rules, start), visit);
      }
    };
  }

  /**
   * An announce that is let in.
   *
   * @param address its key in {@link AddressLimits}
   */
  private record Asked(
      Announce announce, ClientIdentity caller, long address, Rules rules, long startNs) {}

  private Outcome hear(Asked asked, Visit visit) {
    var announce = asked.announce();
    var echo = echo(asked, visit);
    long high = Ids.high(asked.caller().id());
    long low = Ids.low(asked.caller().id());
    visit.client = clients.enter(high, low, visit.atMs);
    visit.policy = terms.policy(high, low);
    if (asked.caller().identity() == Identity.KEY) {
      clients.keyed(visit.client);
    }
    var eventId = events.nextId();
    visit.tie = EventWriter.tie(eventId);
    enter(asked, visit);
    var waits = waits(visit, asked.rules());
    if (!visit.entered) {
      admission.unentered(visit.cap);
      return visit.role == Role.GONE
          ? new Stopped(waits)
          : new NotAdmitted(waits, trackerId(asked, visit));
    }
    var told =
        new EventWriter.Told(
            echo.verdict(),
            EventWriter.answer(visit, clients.tier(visit.client), waits, asked.startNs()));
    var event = events.announced(eventId, announce, asked.caller(), visit, told);
    return new Accepted(event, events.handOut(event, visit.peers), waits, trackerId(asked, visit));
  }

  private String trackerId(Asked asked, Visit visit) {
    var announce = asked.announce();
    return trackerIds.give(
        announce.infoHash(),
        announce.peerId(),
        asked.caller(),
        visit.sessionStartedAtMs,
        visit.atMs);
  }

  /** Only who brings a swarm pays for it; so it is asked for in a second visit. */
  private void enter(Asked asked, Visit visit) {
    visit.mayFound = false;
    swarms.announce(visit);
    if (visit.cap == Cap.NEW_SWARMS && mayFound(asked, visit)) {
      visit.mayFound = true;
      swarms.announce(visit);
    }
  }

  private boolean mayFound(Asked asked, Visit visit) {
    var limits = admission.limits();
    return visit.role == Role.GONE
        ? limits.mayEndUnknown(asked.address(), asked.rules(), visit.atMs)
        : limits.mayFound(asked.address(), asked.rules(), visit.atMs);
  }

  /** Takes the session's start from the id, so that it is the same on every node. */
  private TrackerIds.Echo echo(Asked asked, Visit visit) {
    var announce = asked.announce();
    var echo =
        trackerIds.read(
            announce.trace().trackerId(),
            announce.infoHash(),
            announce.peerId(),
            asked.caller(),
            visit.atMs);
    if (announce.event() != AnnounceEvent.STARTED) {
      visit.sessionStartedAtMs = Math.min(visit.atMs, echo.startedAtMs());
    }
    return echo;
  }

  private Outcome refuse(Announce announce, Visit visit, Outcome refusal, Rules rules) {
    if (announce.event() != AnnounceEvent.STOPPED) {
      return refusal;
    }
    visit.role = Role.GONE;
    visit.family = Addresses.family(announce.source().address().bytes());
    visit.peers.clear();
    visit.seeders = 0;
    visit.leechers = 0;
    visit.downloads = 0;
    return new Stopped(waits(visit, rules));
  }

  private void fill(Visit visit, Announce announce, Rules rules) {
    Addresses.enter(announce.source().address().bytes(), visit);
    System.arraycopy(announce.infoHash().bytes(), 0, visit.infoHash, 0, 20);
    System.arraycopy(announce.peerId().bytes(), 0, visit.peerId, 0, 20);
    visit.port = announce.port();
    visit.role = announce.role();
    visit.leftUnsaid = announce.counters().left() == null;
    visit.completed = announce.event() == AnnounceEvent.COMPLETED;
    visit.sessionStartedAtMs = visit.atMs;
    visit.mostPerAddress = rules.caps().peersPerAddress();
    terms.pace(visit, announce.event(), rules);
    visit.wanted = terms.wanted(announce.numWant(), visit);
  }

  /** Counts of one swarm, in the visit afterwards; zeros for one that is not served. */
  public void scrape(InfoHash infoHash, Visit visit) {
    System.arraycopy(infoHash.bytes(), 0, visit.infoHash, 0, 20);
    swarms.scrape(visit);
  }

  private Waits waits(Visit visit, Rules rules) {
    return terms.waits(visit, rules, ThreadLocalRandom.current().nextDouble(-1, 1));
  }

  /** The lowest info-hashes beyond one (null: all of them), so many at most, in order. */
  public List<InfoHash> page(@Nullable InfoHash after, int most) {
    var page = new Page(after == null ? null : after.bytes(), most);
    swarms.show(page);
    return page.hashes().stream().map(InfoHash::new).toList();
  }
}
