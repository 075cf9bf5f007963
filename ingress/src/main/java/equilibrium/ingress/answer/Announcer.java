package equilibrium.ingress.answer;

import equilibrium.ingress.admission.Admission;
import equilibrium.ingress.admission.Rules;
import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.announce.ClientIdentity;
import equilibrium.ingress.announce.Outcome;
import equilibrium.ingress.announce.Outcome.Limited;
import equilibrium.ingress.announce.Outcome.NotAdmitted;
import equilibrium.ingress.announce.Outcome.Refused;
import equilibrium.ingress.announce.Outcome.Stopped;
import equilibrium.ingress.announce.Outcome.Waits;
import equilibrium.ingress.announce.TrackerIds;
import equilibrium.ingress.swarm.Cap;
import equilibrium.ingress.swarm.Clients;
import equilibrium.ingress.swarm.Role;
import equilibrium.ingress.swarm.Swarms;
import equilibrium.platform.TrackerClock;
import equilibrium.schemas.event.AnnounceEvent;
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

  Outcome announce(Announce announce, ReplyForm form, WorkingMemory memory) {
    memory.startNs = System.nanoTime();
    var rules = admission.rules();
    memory.address = admission.limits().key(announce.address());
    if (!admission.limits().mayAsk(memory.address, rules)) {
      return refuse(announce, rules, memory, new Limited());
    }
    var why = admission.of(announce, rules, memory.grant);
    if (why != null) {
      return refuse(announce, rules, memory, new Refused(why.text()));
    }
    memory.nowMs = clock.nowMs();
    memory.client = number(memory.grant.client(), memory.nowMs);
    var refusal = effects.refusal(announce, memory.grant.client().id(), memory.client);
    return refusal == null ? admit(announce, form, rules, memory) : refusal;
  }

  private Outcome admit(Announce announce, ReplyForm form, Rules rules, WorkingMemory memory) {
    var visit = memory.visit;
    readTrackerId(announce, memory);
    memory.sequence = events.nextSequence();
    ask(announce, form, rules, memory);
    enter(announce.role(), rules, memory);
    boolean climbing = AnnouncePolicy.isClimbing(visit);
    int interval = policy.interval(climbing, rules, spread());
    int minInterval = policy.minInterval(climbing, rules, interval);
    if (!visit.found().isEntered()) {
      return notEntered(announce, form, new Waits(interval, minInterval), memory);
    }
    int tier = clients.tier(visit.asked().client());
    var client = memory.grant.client().id();
    var notice = effects.notice(announce, client, form.notices(), visit);
    byte[] event = events.announced(announce, tier, interval, memory);
    var handOut =
        SuspicionEffects.isRecorded(rules, visit.found().peers())
            ? events.handOut(announce, memory)
            : null;
    return memory
        .accepted
        .records(event, handOut, announce.transport())
        .asks(interval, minInterval, visit.found().isEarly())
        .says(trackerId(announce, form, memory), notice);
  }

  private int number(ClientIdentity client, long nowMs) {
    int number = clients.enter(client.id().bytes(), nowMs);
    if (client.identity() == Identity.KEY) {
      clients.keyed(number);
    }
    return number;
  }

  private Outcome notEntered(Announce announce, ReplyForm form, Waits waits, WorkingMemory memory) {
    var found = memory.visit.found();
    admission.countNotAdmitted(found.cap());
    return found.role() == Role.GONE
        ? new Stopped(waits)
        : new NotAdmitted(waits, trackerId(announce, form, memory));
  }

  /** The start that the tracker id carries is the same on every node. */
  private void readTrackerId(Announce announce, WorkingMemory memory) {
    var echo =
        trackerIds.read(
            announce.trace().trackerId(),
            announce.infoHash(),
            announce.peerId(),
            memory.grant.client(),
            memory.nowMs);
    memory.trackerId = echo.verdict();
    memory.startedAtMs =
        announce.event() == AnnounceEvent.STARTED
            ? memory.nowMs
            : Math.min(memory.nowMs, echo.startedAtMs());
  }

  private void ask(Announce announce, ReplyForm form, Rules rules, WorkingMemory memory) {
    boolean completed = announce.event() == AnnounceEvent.COMPLETED;
    memory
        .visit
        .asked()
        .session(announce.infoHash().bytes(), announce.peerId().bytes(), memory.client)
        .from(announce.address().bytes(), announce.port())
        .as(announce.role(), completed, announce.left() == Announce.NOT_SAID)
        .received(memory.nowMs, events.tie(memory.sequence), memory.startedAtMs)
        .peers(
            AnnouncePolicy.wanted(announce.numWant(), form.mostPeers(), rules),
            form.bothFamilies(),
            policy.policy(memory.grant.client().id()),
            memory.grant.isGated())
        .limits(
            rules.caps().peersPerAddress(),
            AnnouncePolicy.earlyMs(announce.event(), rules),
            rules.pace().early());
  }

  /**
   * Enters the announce. Whether it may create a swarm is asked only if there is none, since that
   * spends from its address's budget of new swarms; hence two passes.
   */
  private void enter(Role role, Rules rules, WorkingMemory memory) {
    var visit = memory.visit;
    swarms.announce(visit, false);
    if (visit.found().cap() == Cap.NEW_SWARMS && mayCreate(role, rules, memory.address)) {
      swarms.announce(visit, true);
    }
  }

  private boolean mayCreate(Role role, Rules rules, long address) {
    var limits = admission.limits();
    return role == Role.GONE
        ? limits.mayEndUnknown(address, rules)
        : limits.mayCreate(address, rules);
  }

  private @Nullable String trackerId(Announce announce, ReplyForm form, WorkingMemory memory) {
    if (!form.trackerId()) {
      return null;
    }
    return trackerIds.give(
        announce.infoHash(),
        announce.peerId(),
        memory.grant.client(),
        memory.visit.found().startedAtMs(),
        memory.nowMs);
  }

  /** A {@code stopped} is never refused: clients would send it again and again. */
  private Outcome refuse(Announce announce, Rules rules, WorkingMemory memory, Outcome refusal) {
    if (announce.event() != AnnounceEvent.STOPPED) {
      return refusal;
    }
    memory.visit.found().clear();
    int interval = policy.interval(false, rules, spread());
    return new Stopped(new Waits(interval, policy.minInterval(false, rules, interval)));
  }

  private static double spread() {
    return ThreadLocalRandom.current().nextDouble(-1, 1);
  }
}
