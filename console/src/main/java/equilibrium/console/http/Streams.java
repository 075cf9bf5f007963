package equilibrium.console.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import equilibrium.console.problem.ProblemType;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.xnio.IoUtils;

/**
 * Writes live streams, each on a thread of its own: a write may hang as long as its reader does. A
 * comment every 15 s keeps proxies from closing a quiet stream.
 */
final class Streams implements AutoCloseable {
  private static final Duration QUIET = Duration.ofSeconds(15);
  private static final byte[] COMMENT = ": still here\n\n".getBytes(UTF_8);

  /** Threads for streams that begin while others end. */
  private static final int SPARE = 16;

  private final int most;
  private final ThreadPoolExecutor threads;

  Streams(int most) {
    this.most = most;
    threads =
        new ThreadPoolExecutor(
            0,
            most + SPARE,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name("console-stream-", 0).factory());
  }

  /**
   * Writes a stream until its viewer leaves.
   *
   * @param isAdmitted asked before each event; false ends the stream
   */
  void serve(HttpServerExchange exchange, EventStream stream, BooleanSupplier isAdmitted) {
    if (threads.getActiveCount() >= most) {
      stream.close();
      throw ProblemType.TOO_MANY.refuse(
          "%d streams are open, the most of console.streams".formatted(most));
    }
    var headers = exchange.getResponseHeaders();
    headers.put(Headers.CONTENT_TYPE, "text/event-stream; charset=utf-8");
    headers.put(Headers.CACHE_CONTROL, "no-store");
    exchange.setPersistent(false);
    stream.onCut(() -> IoUtils.safeClose(exchange.getConnection()));
    exchange.dispatch(threads, () -> run(exchange, stream, isAdmitted));
  }

  private static void run(
      HttpServerExchange exchange, EventStream stream, BooleanSupplier isAdmitted) {
    try (stream) {
      exchange.startBlocking();
      var out = exchange.getOutputStream();
      out.write(stream.opening().getBytes(UTF_8));
      out.flush();
      while (!stream.isEnded() && isAdmitted.getAsBoolean()) {
        var event = stream.next(QUIET);
        out.write(event == null ? COMMENT : event.getBytes(UTF_8));
        out.flush();
      }
    } catch (IOException _) {
      // the viewer has gone
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      IoUtils.safeClose(exchange.getConnection());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
