package equilibrium.ingress.http;

import equilibrium.ingress.announce.EventLog;
import equilibrium.ingress.announce.Outcome.Accepted;
import equilibrium.ingress.announce.Outcome.NotAdmitted;
import equilibrium.ingress.announce.Outcome.Refused;
import equilibrium.ingress.announce.Outcome.Stopped;
import equilibrium.ingress.answer.ReplyForm;
import equilibrium.ingress.answer.Wire;
import equilibrium.ingress.http.Replies.ForClient;
import equilibrium.ingress.swarm.Found;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Replies to one announce over HTTP. The exchange stays open until the event is durable; then its
 * I/O thread sends the reply.
 *
 * @param externalIp address of the client, that the reply may contain; null: none
 */
record HttpAnnounce(
    HttpServerExchange exchange, ListForm list, @Nullable InetAddress externalIp, ReplyForm form)
    implements Wire {

  @Override
  public EventLog.Reply accepted(Accepted outcome, Found found) {
    var client = new ForClient(externalIp, outcome.trackerId());
    byte[] body = Replies.announced(found, outcome.waits(), list, client);
    byte[] good = outcome.notice() == null ? body : Replies.with(outcome.notice(), body);
    return recorded ->
        exchange.getIoThread().execute(() -> send(recorded ? good : Replies.unrecorded(body)));
  }

  @Override
  public void record(Runnable recording) {
    exchange.dispatch(SameThreadExecutor.INSTANCE, recording);
  }

  @Override
  public void notAdmitted(NotAdmitted outcome, Found found) {
    var client = new ForClient(externalIp, outcome.trackerId());
    send(Replies.unrecorded(Replies.announced(found, outcome.waits(), list, client)));
  }

  @Override
  public void stopped(Stopped outcome, Found found) {
    send(Replies.announced(found, outcome.waits(), list, new ForClient(externalIp, null)));
  }

  @Override
  public void refused(Refused outcome) {
    send(Replies.failure(outcome.reason(), outcome.againSeconds()));
  }

  @Override
  public void limited() {
    send(Replies.limited());
  }

  private void send(byte[] body) {
    Replies.send(exchange, body);
  }
}
