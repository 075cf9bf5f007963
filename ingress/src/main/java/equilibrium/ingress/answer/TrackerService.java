package equilibrium.ingress.answer;

import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.announce.EventLog;
import equilibrium.ingress.announce.Outcome;
import equilibrium.ingress.announce.Outcome.Accepted;
import equilibrium.ingress.announce.Outcome.Limited;
import equilibrium.ingress.announce.Outcome.NotAdmitted;
import equilibrium.ingress.announce.Outcome.Refused;
import equilibrium.ingress.announce.Outcome.Stopped;
import equilibrium.ingress.announce.RequestCounts;
import equilibrium.ingress.announce.RequestCounts.End;

/**
 * Answers announces for all wires: counts each outcome, hands accepted announces to the log, and
 * has the wire render the reply.
 */
public final class TrackerService {
  private final TrackerCore core;
  private final EventLog log;
  private final RequestCounts counts;

  public TrackerService(TrackerCore core, EventLog log, RequestCounts counts) {
    this.core = core;
    this.log = log;
    this.counts = counts;
  }

  /** Answers an announce; the memory belongs to the calling thread. */
  public void announce(Announce announce, WorkingMemory memory, Wire wire) {
    var outcome = core.announce(announce, wire.form(), memory);
    var found = memory.found();
    counts.count(announce.transport(), end(outcome));
    switch (outcome) {
      case Accepted accepted -> wire.record(log, accepted, wire.accepted(accepted, found));
      case NotAdmitted notAdmitted -> wire.notAdmitted(notAdmitted, found);
      case Stopped stopped -> wire.stopped(stopped, found);
      case Refused refused -> wire.refused(refused);
      case Limited() -> wire.limited();
    }
  }

  private static End end(Outcome outcome) {
    return switch (outcome) {
      case Accepted accepted -> accepted.isEarly() ? End.EARLY : End.ACCEPTED;
      case NotAdmitted _ -> End.NOT_ADMITTED;
      case Stopped _ -> End.STOPPED;
      case Refused _ -> End.REFUSED;
      case Limited() -> End.LIMITED;
    };
  }

  public TrackerCore core() {
    return core;
  }

  public RequestCounts counts() {
    return counts;
  }
}
