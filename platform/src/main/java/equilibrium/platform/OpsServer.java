package equilibrium.platform;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import equilibrium.platform.Question.Answer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code /livez}, {@code /readyz}, {@code /metrics} and {@code /status} of one process, and below
 * the last what its parts can be asked.
 */
public final class OpsServer implements AutoCloseable {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String JSON = "application/json";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private static final String QUESTIONS = "/status/";

  /** Characters of a question at most. */
  private static final int LONGEST = 2048;

  /** An answer: status code, content type, body. */
  private record Page(int code, String type, String body) {}

  private final JsonMapper json = JsonMapper.builder().findAndAddModules().build();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  public OpsServer(InetSocketAddress address, Health health, PrometheusMeterRegistry metrics) {
    try {
      server = HttpServer.create(address, 64);
    } catch (IOException e) {
      throw new Fault(
          "the ops port %s:%d cannot be opened: %s"
              .formatted(address.getHostString(), address.getPort(), e.getMessage()),
          e);
    }
    page("/livez", () -> check(health.isLive()));
    page("/readyz", () -> check(health.isReady()));
    page("/metrics", () -> new Page(200, PROMETHEUS, metrics.scrape()));
    page("/status", () -> json(200, health.facts()));
    server.createContext(
        QUESTIONS,
        exchange -> {
          try (exchange) {
            ask(exchange, health);
          }
        });
    server.setExecutor(threads);
    server.start();
  }

  /** Where it listens, with the port that was taken if 0 was asked for. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private static Page check(boolean good) {
    return good ? new Page(200, TEXT, "ok\n") : new Page(503, TEXT, "no\n");
  }

  private void page(String path, Supplier<Page> page) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            respond(exchange, path, page);
          }
        });
  }

  private static void respond(HttpExchange exchange, String path, Supplier<Page> page)
      throws IOException {
    if (!exchange.getRequestURI().getPath().equals(path)) {
      send(exchange, new Page(404, TEXT, "not found\n"));
    } else if (!exchange.getRequestMethod().equals("GET")) {
      send(exchange, new Page(405, TEXT, "GET only\n"));
    } else {
      send(exchange, page.get());
    }
  }

  private void ask(HttpExchange exchange, Health health) throws IOException {
    var path = exchange.getRequestURI().getPath();
    var question = health.question(path.substring(QUESTIONS.length()));
    if (question == null) {
      send(exchange, new Page(404, TEXT, "not found\n"));
    } else if (!exchange.getRequestMethod().equals("GET")) {
      send(exchange, new Page(405, TEXT, "GET only\n"));
    } else {
      var answer = answer(question, exchange.getRequestURI().getRawQuery());
      send(exchange, json(answer.code(), answer.facts()));
    }
  }

  private static Answer answer(Question question, @Nullable String query) {
    if (query != null && query.length() > LONGEST) {
      return Answer.bad(
          "the query has %d characters, expected %d at most".formatted(query.length(), LONGEST));
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

  /** A plus is a plus. Percent signs were looked at by who read the request line. */
  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
  }

  private Page json(int code, Object facts) {
    try {
      return new Page(code, JSON, json.writeValueAsString(facts) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a part's facts are no JSON", e);
    }
  }

  private static void send(HttpExchange exchange, Page page) throws IOException {
    byte[] body = page.body().getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", page.type());
    exchange.sendResponseHeaders(page.code(), body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
