package equilibrium.ingress.http;

import equilibrium.ingress.announce.EventLog;
import equilibrium.ingress.announce.Outcome.Accepted;
import equilibrium.ingress.announce.Outcome.NotAdmitted;
import equilibrium.ingress.announce.Outcome.Refused;
import equilibrium.ingress.announce.Outcome.Stopped;
import equilibrium.ingress.announce.Outcome.Waits;
import equilibrium.ingress.answer.ReplyForm;
import equilibrium.ingress.answer.Wire;
import equilibrium.ingress.http.Replies.ForClient;
import equilibrium.ingress.swarm.Found;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Renders the reply to one announce over HTTP. */
abstract sealed class HttpWire implements Wire permits HttpAnnounce, FastAnnounce {
  private final ListForm list;
  private final @Nullable InetAddress externalIp;
  private final ReplyForm form;

  /**
   * A wire for one announce.
   *
   * @param externalIp address of the client, that the reply may contain; null: none
   */
  HttpWire(ListForm list, @Nullable InetAddress externalIp, ReplyForm form) {
    this.list = list;
    this.externalIp = externalIp;
    this.form = form;
  }

  /** Sends a reply from the thread of the request. */
  abstract void send(byte[] body);

  /** Sends a reply that waited for its event. Any thread calls. */
  abstract void release(byte[] body);

  @Override
  public final ReplyForm form() {
    return form;
  }

  @Override
  public final EventLog.Reply accepted(Accepted outcome, Found found) {
    var client = new ForClient(externalIp, outcome.trackerId());
    var waits = new Waits(outcome.interval(), outcome.minInterval());
    byte[] body = Replies.announced(found, waits, list, client);
    var notice = outcome.notice();
    byte[] good = notice == null ? body : Replies.with(notice, body);
    return recorded -> release(recorded ? good : Replies.unrecorded(body));
  }

  @Override
  public final void notAdmitted(NotAdmitted outcome, Found found) {
    var client = new ForClient(externalIp, outcome.trackerId());
    send(Replies.unrecorded(Replies.announced(found, outcome.waits(), list, client)));
  }

  @Override
  public final void stopped(Stopped outcome, Found found) {
    send(Replies.announced(found, outcome.waits(), list, new ForClient(externalIp, null)));
  }

  @Override
  public final void refused(Refused outcome) {
    send(Replies.failure(outcome.reason(), outcome.againSeconds()));
  }

  @Override
  public final void limited() {
    send(Replies.limited());
  }
}
