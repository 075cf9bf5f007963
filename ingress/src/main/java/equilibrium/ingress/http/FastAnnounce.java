package equilibrium.ingress.http;

import equilibrium.ingress.answer.ReplyForm;
import equilibrium.ingress.http.connection.FastConnection;

/** An announce on the fast path. */
final class FastAnnounce extends HttpWire {
  private final FastConnection connection;

  FastAnnounce(FastConnection connection, ListForm list, ReplyForm form) {
    super(list, connection.peer(), form);
    this.connection = connection;
  }

  @Override
  void send(byte[] body) {
    connection.answer(body);
  }

  @Override
  void release(byte[] body) {
    connection.answer(body);
  }
}
