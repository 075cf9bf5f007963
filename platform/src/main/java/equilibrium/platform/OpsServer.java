package equilibrium.platform;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import equilibrium.platform.Question.Answer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The ops port of one process: {@code /livez}, {@code /readyz}, {@code /metrics}, {@code /status},
 * and below the last the questions that its parts answer. HEAD is answered as GET, without the
 * body; OPTIONS is answered at every path, because load balancers check with it.
 */
public final class OpsServer implements AutoCloseable {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String JSON = "application/json";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String ALLOWED = "GET, HEAD, OPTIONS";
  private static final String QUESTIONS = "/status/";

  /** Most characters of a question's query. */
  private static final int MOST_QUERY = 2048;

  private static final int MOST_WAITING = 64;
  private static final int NO_BODY = -1;

  /** Open connections are files, which Kafka needs too. */
  private static final String MOST_CONNECTIONS = "256";

  private static final String REQUEST_SECONDS = "10";

  /** A reply: status code, content type, body. */
  private record Page(int code, String type, String body) {}

  private static final Page NOT_FOUND = new Page(404, TEXT, "not found\n");

  private final JsonMapper json = JsonMapper.builder().findAndAddModules().build();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  static { // read once, when the first server is made; what the operator sets stays
    System.getProperties().putIfAbsent("jdk.httpserver.maxConnections", MOST_CONNECTIONS);
    System.getProperties().putIfAbsent("sun.net.httpserver.maxReqTime", REQUEST_SECONDS);
  }

  public OpsServer(InetSocketAddress address, Health health, PrometheusMeterRegistry metrics) {
    try {
      server = HttpServer.create(address, MOST_WAITING);
    } catch (IOException e) {
      throw new Fault(
          "the ops port %s:%d cannot be opened: %s"
              .formatted(address.getHostString(), address.getPort(), e.getMessage()),
          e);
    }
    gauge(metrics, "equilibrium_live", "Whether /livez is 200: 1, or 0", health::isLive);
    gauge(metrics, "equilibrium_ready", "Whether /readyz is 200: 1, or 0", health::isReady);
    page("/", () -> NOT_FOUND);
    page("/livez", () -> check(health.isLive(), health));
    page("/readyz", () -> check(health.isReady(), health));
    page("/metrics", () -> new Page(200, PROMETHEUS, metrics.scrape()));
    page("/status", () -> json(200, health.facts()));
    serve(QUESTIONS, exchange -> ask(exchange, health));
    server.setExecutor(threads);
    server.start();
  }

  private static void gauge(
      PrometheusMeterRegistry metrics, String name, String help, BooleanSupplier check) {
    Gauge.builder(name, () -> check.getAsBoolean() ? 1 : 0).description(help).register(metrics);
  }

  /** Where it listens, with the port that was taken if 0 was asked for. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private static Page check(boolean good, Health health) {
    var first = good ? "ok\n" : "no\n";
    return new Page(good ? 200 : 503, TEXT, first + health.troubles());
  }

  /** Serves one path, and nothing below it. */
  private void page(String path, Supplier<Page> page) {
    serve(
        path, exchange -> exchange.getRequestURI().getPath().equals(path) ? page.get() : NOT_FOUND);
  }

  private void serve(String path, Function<HttpExchange, Page> pages) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            respond(exchange, pages);
          }
        });
  }

  private static void respond(HttpExchange exchange, Function<HttpExchange, Page> pages)
      throws IOException {
    switch (exchange.getRequestMethod()) {
      case "GET", "HEAD" -> send(exchange, pages.apply(exchange));
      case "OPTIONS" -> {
        exchange.getResponseHeaders().set("Allow", ALLOWED);
        exchange.sendResponseHeaders(204, NO_BODY);
      }
      default -> {
        exchange.getResponseHeaders().set("Allow", ALLOWED);
        send(exchange, new Page(405, TEXT, "expected GET or HEAD\n"));
      }
    }
  }

  private Page ask(HttpExchange exchange, Health health) {
    var path = exchange.getRequestURI().getPath();
    var question = health.question(path.substring(QUESTIONS.length()));
    if (question == null) {
      return NOT_FOUND;
    }
    var answer = answer(question, exchange.getRequestURI().getRawQuery());
    return json(answer.code(), answer.facts());
  }

  private static Answer answer(Question question, @Nullable String query) {
    if (query != null && query.length() > MOST_QUERY) {
      return Answer.bad(
          "the query has %d characters, expected %d at most".formatted(query.length(), MOST_QUERY));
    }
    var parameters = new HashMap<String, String>();
    for (var parameter : query == null ? new String[0] : query.split("&")) {
      var parts = parameter.split("=", 2);
      var name = decoded(parts[0]);
      if (parameters.put(name, parts.length == 1 ? "" : decoded(parts[1])) != null) {
        return Answer.bad("%s is given twice, expected once".formatted(name));
      }
    }
    return question.answer(parameters);
  }

  /** A plus is a plus. The server has refused lone percent signs. */
  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
  }

  private Page json(int code, Object facts) {
    try {
      return new Page(code, JSON, json.writeValueAsString(facts) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the status of a part cannot be written as JSON", e);
    }
  }

  private static void send(HttpExchange exchange, Page page) throws IOException {
    byte[] body = page.body().getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", page.type());
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(page.code(), NO_BODY);
    } else {
      exchange.sendResponseHeaders(page.code(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
