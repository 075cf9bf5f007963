package equilibrium.console.http;

import equilibrium.console.problem.ProblemType;
import equilibrium.console.problem.Refused;
import equilibrium.platform.Fault;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers everything but ops pages: the API through the gate, problems, and the page's files. */
final class ApiHandler implements HttpHandler {
  static final String API = "/api/v1";
  private static final Logger LOG = LoggerFactory.getLogger(ApiHandler.class);

  private final Gate gate;
  private final Routes routes;
  private final Streams streams;
  private final byte[] openApi;
  private final StaticFiles files = new StaticFiles();

  ApiHandler(Gate gate, List<Operation> operations, Streams streams) {
    this.gate = gate;
    this.routes = new Routes(operations);
    this.streams = streams;
    this.openApi = Json.bytes(OpenApi.of(operations));
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    if (exchange.isInIoThread()) {
      exchange.dispatch(this);
      return;
    }
    SecurityHeaders.put(exchange);
    try {
      gate.demandHost(exchange);
      answer(exchange);
    } catch (Refused e) {
      send(exchange, e);
    } catch (RuntimeException e) {
      sendTrouble(exchange, e);
    }
  }

  private void answer(HttpServerExchange exchange) {
    var path = exchange.getRequestPath();
    if (path.equals(API + "/openapi.json")) {
      sendJson(exchange, openApi, "application/json");
    } else if (path.equals(API) || path.startsWith(API + "/")) {
      call(exchange, path.substring(API.length()));
    } else if (path.startsWith("/problems/")) {
      sendProblemText(exchange, path);
    } else {
      files.serve(exchange);
    }
  }

  private void call(HttpServerExchange exchange, String path) {
    var token = gate.admit(exchange);
    var found = routes.find(exchange.getRequestMethod().toString(), path);
    var operation = found.operation();
    gate.demandRole(token, operation);
    if (!operation.isSafe()) {
      gate.demandOwnSite(exchange);
    }
    var reply = operation.handler().answer(new Request(exchange, found.parameters(), token));
    reply
        .headers()
        .forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
    exchange.setStatusCode(reply.status());
    switch (reply.body()) {
      case null -> exchange.endExchange();
      case EventStream stream ->
          streams.serve(exchange, stream, () -> gate.isStillAdmitted(exchange, token));
      case Object body -> sendJson(exchange, Json.bytes(body), "application/json");
    }
  }

  private static void sendJson(HttpServerExchange exchange, byte[] body, String type) {
    var headers = exchange.getResponseHeaders();
    headers.put(Headers.CONTENT_TYPE, type);
    headers.put(Headers.CACHE_CONTROL, "no-store");
    exchange.getResponseSender().send(ByteBuffer.wrap(body));
  }

  private static void send(HttpServerExchange exchange, Refused refused) {
    var type = refused.type();
    if (type == ProblemType.NO_TOKEN) {
      exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, "Bearer");
    }
    if (type.retrySeconds() > 0) {
      exchange.getResponseHeaders().put(Headers.RETRY_AFTER, type.retrySeconds());
    }
    exchange.setStatusCode(type.status());
    sendJson(exchange, Json.bytes(refused.problem()), "application/problem+json");
  }

  private static void sendTrouble(HttpServerExchange exchange, RuntimeException cause) {
    var id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    LOG.atError()
        .addKeyValue("id", id)
        .addKeyValue("method", exchange.getRequestMethod())
        .addKeyValue("path", exchange.getRequestPath())
        .setCause(cause)
        .log(
            cause instanceof Fault
                ? "the console cannot answer until what the cause names is mended"
                : "the console failed at a request; this is a bug, please report it");
    send(
        exchange,
        ProblemType.TRACKER_TROUBLE.refuse(
            "look for the id %s in the console's log".formatted(id)));
  }

  private static void sendProblemText(HttpServerExchange exchange, String path) {
    for (var type : ProblemType.values()) {
      if (type.path().equals(path)) {
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain; charset=utf-8");
        exchange.getResponseSender().send("%d: %s\n".formatted(type.status(), type.title()));
        return;
      }
    }
    throw ProblemType.NOT_FOUND.refuse("no problem has the name " + path);
  }
}
