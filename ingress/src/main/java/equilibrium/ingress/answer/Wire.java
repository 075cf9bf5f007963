package equilibrium.ingress.answer;

import equilibrium.ingress.announce.EventLog;
import equilibrium.ingress.announce.Outcome.Accepted;
import equilibrium.ingress.announce.Outcome.NotAdmitted;
import equilibrium.ingress.announce.Outcome.Refused;
import equilibrium.ingress.announce.Outcome.Stopped;
import equilibrium.ingress.swarm.Found;

/**
 * Renders and sends the reply to one announce. Exactly one of the methods for an outcome is called.
 * The answer of the swarms is overwritten by the next announce of the thread, so a wire renders it
 * at once.
 */
public interface Wire {

  ReplyForm form();

  /** Renders the reply, which is sent when it is released. */
  EventLog.Reply accepted(Accepted outcome, Found found);

  /** Hands an accepted announce to the log; a wire may have to suspend its request first. */
  default void record(EventLog log, Accepted accepted, EventLog.Reply reply) {
    log.record(accepted, reply);
  }

  void notAdmitted(NotAdmitted outcome, Found found);

  void stopped(Stopped outcome, Found found);

  void refused(Refused outcome);

  void limited();
}
