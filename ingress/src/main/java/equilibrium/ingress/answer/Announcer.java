package equilibrium.ingress.answer;

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
import equilibrium.ingress.answer.EventWriter.Answered;
import equilibrium.ingress.swarm.Cap;
import equilibrium.ingress.swarm.Clients;
import equilibrium.ingress.swarm.Role;
import equilibrium.ingress.swarm.Swarms;
import equilibrium.ingress.swarm.Visit;
import equilibrium.platform.TrackerClock;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.EventId;
import equilibrium.schemas.event.Identity;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Answers one announce after the other from memory: admits it, enters it into its swarm, selects
 * peers, and writes the event.
 */
final class Announcer {
  private final AnnouncePolicy policy;
  private final Admission admission;
  private final SuspicionEffects effects;
  private final Clients clients;
  private final Swarms swarms;
  private final EventWriter events;
  private final TrackerIds trackerIds;
  private final TrackerClock clock;

  Announcer(TrackerCore core, TrackerIds trackerIds) {
    this.policy = core.policy();
    this.admission = core.admission();
    this.clients = core.state().clients();
    this.effects = new SuspicionEffects(clients, core.interventions());
    this.swarms = core.state().swarms();
    this.events = new EventWriter(core.process().node());
    this.trackerIds = trackerIds;
    this.clock = core.process().clock();
  }

  /**
   * An announce and what it is answered by.
   *
   * @param address its key in {@link AddressLimits}
   * @param nowMs when it was received; tracker time
   */
  private record Request(
      Announce announce, ReplyForm form, Rules rules, long address, long nowMs) {}

  /**
   * What of an announce is entered into its swarm besides what it says.
   *
   * @param client number in {@link Clients}
   */
  private record Entry(int client, long startedAtMs, EventId eventId) {}

  Outcome announce(Announce announce, ReplyForm form, Visit visit) {
    long startNs = System.nanoTime();
    var rules = admission.rules();
    long address = admission.limits().key(announce.source().address());
    if (!admission.limits().mayAsk(address, rules)) {
      return refuse(announce, visit, rules, new Limited());
    }
    return switch (admission.of(announce, rules)) {
      case Denied(var why) -> refuse(announce, visit, rules, new Refused(why.text()));
      case Granted granted -> {
        var request = new Request(announce, form, rules, address, clock.nowMs());
        yield admit(request, granted, visit, startNs);
      }
    };
  }

  private Outcome admit(Request request, Granted granted, Visit visit, long startNs) {
    var announce = request.announce();
    var client = granted.client();
    int number = number(client, request.nowMs());
    var refusal = effects.refusal(announce, client.id(), number);
    if (refusal != null) {
      return refusal;
    }
    var echo =
        trackerIds.read(
            announce.trace().trackerId(),
            announce.infoHash(),
            announce.peerId(),
            client,
            request.nowMs());
    var eventId = events.nextId();
    ask(request, granted, new Entry(number, startedAtMs(request, echo), eventId), visit);
    enter(request, visit);
    var waits = waits(AnnouncePolicy.isClimbing(visit), request.rules());
    if (!visit.found().isEntered()) {
      return notEntered(request, client, visit, waits);
    }
    int tier = clients.tier(visit.asked().client());
    var notice = effects.notice(announce, client.id(), request.form().notices(), visit);
    var answer = EventWriter.answer(visit, tier, waits, startNs);
    var answered = new Answered(client, echo.verdict(), answer);
    var event = events.announced(eventId, announce, visit, answered);
    var peers = visit.found().peers();
    var handOut =
        SuspicionEffects.isRecorded(request.rules(), peers) ? events.handOut(event, peers) : null;
    return new Accepted(event, handOut, waits, trackerId(request, client, visit), notice);
  }

  private int number(ClientIdentity client, long nowMs) {
    int number = clients.enter(client.id().bytes(), nowMs);
    if (client.identity() == Identity.KEY) {
      clients.keyed(number);
    }
    return number;
  }

  private Outcome notEntered(Request request, ClientIdentity client, Visit visit, Waits waits) {
    admission.countNotAdmitted(visit.found().cap());
    return visit.found().role() == Role.GONE
        ? new Stopped(waits)
        : new NotAdmitted(waits, trackerId(request, client, visit));
  }

  /** The start that the tracker id carries is the same on every node. */
  private static long startedAtMs(Request request, TrackerIds.Echo echo) {
    return request.announce().event() == AnnounceEvent.STARTED
        ? request.nowMs()
        : Math.min(request.nowMs(), echo.startedAtMs());
  }

  private void ask(Request request, Granted granted, Entry entry, Visit visit) {
    var announce = request.announce();
    boolean completed = announce.event() == AnnounceEvent.COMPLETED;
    visit
        .asked()
        .session(announce.infoHash().bytes(), announce.peerId().bytes(), entry.client())
        .from(announce.source().address().bytes(), announce.port())
        .as(announce.role(), completed, announce.counters().left() == null)
        .received(request.nowMs(), EventWriter.tie(entry.eventId()), entry.startedAtMs())
        .peers(
            AnnouncePolicy.wanted(announce.numWant(), request.form().mostPeers(), request.rules()),
            request.form().bothFamilies(),
            policy.policy(granted.client().id()),
            granted.gated())
        .limits(
            request.rules().caps().peersPerAddress(),
            AnnouncePolicy.earlyMs(announce.event(), request.rules()),
            request.rules().pace().early());
  }

  /**
   * Enters the announce. Whether it may create a swarm is asked only if there is none, since that
   * spends from its address's budget of new swarms; hence two passes.
   */
  private void enter(Request request, Visit visit) {
    swarms.announce(visit, false);
    if (visit.found().cap() == Cap.NEW_SWARMS && mayCreate(request)) {
      swarms.announce(visit, true);
    }
  }

  private boolean mayCreate(Request request) {
    var limits = admission.limits();
    return request.announce().role() == Role.GONE
        ? limits.mayEndUnknown(request.address(), request.rules())
        : limits.mayCreate(request.address(), request.rules());
  }

  private @Nullable String trackerId(Request request, ClientIdentity client, Visit visit) {
    if (!request.form().trackerId()) {
      return null;
    }
    var announce = request.announce();
    return trackerIds.give(
        announce.infoHash(),
        announce.peerId(),
        client,
        visit.found().startedAtMs(),
        request.nowMs());
  }

  /** A {@code stopped} is never refused: clients would send it again and again. */
  private Outcome refuse(Announce announce, Visit visit, Rules rules, Outcome refusal) {
    if (announce.event() != AnnounceEvent.STOPPED) {
      return refusal;
    }
    visit.found().clear();
    return new Stopped(waits(false, rules));
  }

  private Waits waits(boolean climbing, Rules rules) {
    return policy.waits(climbing, rules, ThreadLocalRandom.current().nextDouble(-1, 1));
  }
}
