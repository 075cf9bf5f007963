package equilibrium.ingress.udp;

import equilibrium.ingress.announce.EventLog;
import equilibrium.ingress.announce.Outcome.Accepted;
import equilibrium.ingress.announce.Outcome.NotAdmitted;
import equilibrium.ingress.announce.Outcome.Refused;
import equilibrium.ingress.announce.Outcome.Stopped;
import equilibrium.ingress.answer.ReplyForm;
import equilibrium.ingress.answer.Wire;
import equilibrium.ingress.swarm.Family;
import equilibrium.ingress.swarm.Found;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Replies to one announce over UDP, in the layout of its dialect.
 *
 * @param family of the announce's source, whose peers the reply lists
 * @param progress follows the announce once it is accepted
 * @param send sends a datagram to the source; any thread calls
 */
record UdpAnnounce(
    Dialect dialect,
    int transaction,
    Family family,
    ReplyForm form,
    Progress progress,
    Consumer<ByteBuffer> send)
    implements Wire {

  /** Follows an accepted announce. */
  interface Progress {
    /** It is accepted; the reply waits for its event. */
    void accepted();

    /** The reply has been sent. */
    void replied();
  }

  @Override
  public EventLog.Reply accepted(Accepted outcome, Found found) {
    progress.accepted();
    var reply = dialect.announced(transaction, outcome.waits(), family, found);
    return recorded -> {
      send.accept(recorded ? reply : Dialect.unrecorded(reply));
      progress.replied();
    };
  }

  @Override
  public void notAdmitted(NotAdmitted outcome, Found found) {
    var reply = dialect.announced(transaction, outcome.waits(), family, found);
    send.accept(Dialect.unrecorded(reply));
  }

  @Override
  public void stopped(Stopped outcome, Found found) {
    send.accept(dialect.announced(transaction, outcome.waits(), family, found));
  }

  @Override
  public void refused(Refused outcome) {
    send.accept(dialect.refused(transaction, outcome.reason()));
  }

  /** No reply: clients then wait longer before they ask again. */
  @Override
  public void limited() {}
}
