package equilibrium.ingress.http;

import equilibrium.ingress.announce.RequestCounts;
import equilibrium.ingress.announce.RequestCounts.End;
import equilibrium.ingress.http.connection.RequestProblem;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;

/** Gives announces and scrapes to the tracker, and answers and counts all other requests itself. */
final class RequestRouter implements HttpHandler {
  private static final String ALLOWED = "GET, HEAD, OPTIONS";
  private static final byte[] MISPLACED =
      Replies.failure("no tracker at this path, expected /announce or /KEY/announce");

  /** What answers a tracker's requests, and counts them. */
  interface Tracker {
    void announce(HttpServerExchange exchange, @Nullable String key);

    void scrape(HttpServerExchange exchange);
  }

  private final Tracker tracker;
  private final RequestCounts counts;
  private final Supplier<String> landingPage;

  RequestRouter(Tracker tracker, RequestCounts counts, Supplier<String> landingPage) {
    this.tracker = tracker;
    this.counts = counts;
    this.landingPage = landingPage;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    var method = exchange.getRequestMethod();
    var problem = RequestProblem.of(method.toString(), exchange.getRequestPath());
    if (problem != null) {
      count(exchange, end(problem));
      refuse(exchange, problem);
    } else if (method.equals(Methods.OPTIONS)) {
      count(exchange, End.OPTIONS);
      exchange.getResponseHeaders().put(Headers.ALLOW, ALLOWED);
      exchange.setStatusCode(StatusCodes.NO_CONTENT);
      exchange.endExchange();
    } else if (!isRead(method)) {
      count(exchange, End.BAD_METHOD);
      exchange.getResponseHeaders().put(Headers.ALLOW, ALLOWED);
      text(exchange, StatusCodes.METHOD_NOT_ALLOWED, "expected GET or HEAD\n");
    } else {
      read(exchange);
    }
  }

  private static boolean isRead(HttpString method) {
    return method.equals(Methods.GET) || method.equals(Methods.HEAD);
  }

  private void read(HttpServerExchange exchange) {
    switch (TrackerPath.of(exchange.getRequestPath(), exchange.getQueryString())) {
      case TrackerPath.Announce(String key) -> tracker.announce(exchange, key);
      case TrackerPath.Scrape() -> tracker.scrape(exchange);
      case TrackerPath.Landing() -> {
        count(exchange, End.LANDING_PAGE);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/html; charset=utf-8");
        exchange.getResponseSender().send(landingPage.get());
      }
      case TrackerPath.Misplaced() -> {
        count(exchange, End.NOT_FOUND);
        Replies.send(exchange, MISPLACED.clone());
      }
      case TrackerPath.NotFound() -> {
        count(exchange, End.NOT_FOUND);
        text(exchange, StatusCodes.NOT_FOUND, "not found\n");
      }
    }
  }

  private void count(HttpServerExchange exchange, End end) {
    counts.count(HttpServer.arrival(exchange).transport(), end);
  }

  private static End end(RequestProblem problem) {
    return switch (problem) {
      case REQUEST_LINE -> End.BAD_REQUEST_LINE;
      case HEADER_LINE -> End.BAD_HEADER;
      case HEAD_TOO_LONG -> End.TOO_LONG;
      case TOO_MANY_HEADERS -> End.TOO_MANY_HEADERS;
      case TOO_MANY_PARAMETERS -> End.TOO_MANY_PARAMETERS;
      case BODY_LENGTH -> End.BAD_BODY_LENGTH;
      case BODY -> End.BODY;
    };
  }

  /** Closes the connection behind the answer. What else the client sends is not read. */
  private static void refuse(HttpServerExchange exchange, RequestProblem problem) {
    var text = problem.sentence() + "\n";
    exchange.setStatusCode(problem.status());
    exchange.setPersistent(false);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain");
    exchange.setResponseContentLength(text.length());
    exchange
        .getResponseSender()
        .send(
            text,
            new IoCallback() {
              @Override
              public void onComplete(HttpServerExchange answered, Sender sender) {
                IoUtils.safeClose(answered.getConnection());
              }

              @Override
              public void onException(HttpServerExchange failed, Sender sender, IOException e) {
                IoUtils.safeClose(failed.getConnection());
              }
            });
  }

  private static void text(HttpServerExchange exchange, int status, String text) {
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain");
    exchange.getResponseSender().send(text);
  }
}
