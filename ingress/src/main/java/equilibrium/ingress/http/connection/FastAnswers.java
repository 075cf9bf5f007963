package equilibrium.ingress.http.connection;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Connections whose answers are ready. Any thread adds one; the thread of the loop takes all of
 * them at once, the newest first.
 */
final class FastAnswers {
  private static final int OUT_BYTES = 64 * 1024;

  /** Sends the bytes of an answer; they are overwritten by the next one. */
  @FunctionalInterface
  interface Writer {
    void write(FastConnection connection, ByteBuffer answer);
  }

  private final AtomicReference<@Nullable FastConnection> newest = new AtomicReference<>();
  private final ByteBuffer out = ByteBuffer.allocateDirect(OUT_BYTES);

  /** Adds a connection; true: it is the first since all were taken. */
  @SuppressWarnings("ReferenceEquality") // a connection is itself
  boolean add(FastConnection connection) {
    FastConnection before;
    do {
      before = newest.get();
      connection.nextAnswered = before;
    } while (!newest.compareAndSet(before, connection));
    return before == null;
  }

  /** Takes all and hands each answer to the writer. */
  void send(Writer writer) {
    var connection = newest.getAndSet(null);
    while (connection != null) {
      var next = connection.nextAnswered;
      connection.nextAnswered = null;
      writer.write(connection, bytes(connection));
      connection = next;
    }
  }

  private ByteBuffer bytes(FastConnection connection) {
    byte[] body = connection.body;
    connection.forgetBody();
    int most = FastHead.MOST_BYTES + body.length;
    var bytes = most <= OUT_BYTES ? out.clear() : ByteBuffer.allocate(most);
    FastHead.put(bytes, connection.isHttp11, connection.isKept, body.length);
    return bytes.put(body).flip();
  }
}
