package equilibrium.ingress.http;

import equilibrium.ingress.announce.EventLog;
import equilibrium.ingress.announce.Outcome.Accepted;
import equilibrium.ingress.answer.ReplyForm;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * An announce in an exchange of Undertow. The exchange stays open until the event is durable; then
 * its I/O thread sends the reply.
 */
final class HttpAnnounce extends HttpWire {
  private final HttpServerExchange exchange;

  HttpAnnounce(
      HttpServerExchange exchange,
      ListForm list,
      @Nullable InetAddress externalIp,
      ReplyForm form) {
    super(list, externalIp, form);
    this.exchange = exchange;
  }

  /** Undertow calls the log when it has left the request, and before the thread begins another. */
  @Override
  public void record(EventLog log, Accepted accepted, EventLog.Reply reply) {
    exchange.dispatch(SameThreadExecutor.INSTANCE, () -> log.record(accepted, reply));
  }

  @Override
  void send(byte[] body) {
    Replies.send(exchange, body);
  }

  @Override
  void release(byte[] body) {
    exchange.getIoThread().execute(() -> send(body));
  }
}
