package equilibrium.console.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Serves the page with the headers of the console, and answers of the API that are made up: {@code
 * answers.json}, by path ("*" for an id), where "@-60" means a minute ago. Changes are kept as text
 * and change nothing.
 */
final class MadeUpConsole implements AutoCloseable {
  static final String TOKEN = "made-up";

  private static final Pattern AGO = Pattern.compile("\"@([+-]\\d+)\"");
  private static final Pattern ID =
      Pattern.compile("/([0-9a-f]{32,40}|[A-Z0-9]+-[0-9a-f]{20})(?=/|$)");
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html", "css", "text/css", "js", "text/javascript", "svg", "image/svg+xml");
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
              + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
              + " require-trusted-types-for 'script'; trusted-types lit-html",
          "X-Content-Type-Options",
          "nosniff",
          "Cache-Control",
          "no-store");
  private static final Duration BETWEEN_EVENTS = Duration.ofMillis(500);
  private static final int HISTORY_STEP_SECONDS = 10;
  private static final List<String> OF_INGRESS =
      List.of("announces", "reply-p99", "view-lag", "heap", "cpu");
  private static final List<String> OF_OTHERS = List.of("stage-lag", "heap", "cpu");

  private final ObjectMapper json = new ObjectMapper();
  private final JsonNode answers;
  private final HttpServer server;
  private final Queue<String> changes = new ConcurrentLinkedQueue<>();
  private final Object closing = new Object();
  private volatile boolean closed;
  private volatile boolean streams = true;
  private volatile @Nullable JsonNode verdict;

  private MadeUpConsole(int port) throws IOException {
    try (var in = Objects.requireNonNull(getClass().getResourceAsStream("answers.json"))) {
      answers = json.readTree(in);
    }
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/api/v1/", this::api);
    server.createContext("/", MadeUpConsole::file);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  static MadeUpConsole start(int port) throws IOException {
    return new MadeUpConsole(port);
  }

  String link() {
    return "http://127.0.0.1:%d/#token=%s".formatted(server.getAddress().getPort(), TOKEN);
  }

  /** Method, path and body of what was changed. */
  List<String> changes() {
    return List.copyOf(changes);
  }

  /** What the figures say from now on. */
  void judge(String state, String text, String runbook) {
    var condition =
        json.createObjectNode()
            .put("name", "Planted")
            .put("state", state)
            .put("text", text)
            .put("runbook", runbook);
    var judged = json.createObjectNode().put("state", state).put("text", text);
    judged.putArray("conditions").add(condition);
    verdict = judged;
  }

  /** Whether there are events from now on; false: streams end, and others do not begin. */
  void stream(boolean on) {
    streams = on;
  }

  private void api(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getPath().substring("/api/v1".length());
      var method = exchange.getRequestMethod();
      if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        send(
            exchange,
            401,
            "application/problem+json",
            problem("no-token", 401, "expected a token"));
      } else if (!method.equals("GET")) {
        changes.add(
            method
                + " "
                + path
                + " "
                + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        send(
            exchange,
            200,
            "application/json",
            text(method + " " + ID.matcher(path).replaceAll("/*")));
      } else if (path.equals("/live") && streams) {
        stream(exchange);
      } else if (path.equals("/live")) {
        send(
            exchange,
            503,
            "application/problem+json",
            problem("not-available", 503, "there are no events now"));
      } else if (path.equals("/stats/history")) {
        var query = exchange.getRequestURI().getQuery();
        var history = query != null && query.contains("node=all") ? historyOfNodes() : history();
        send(exchange, 200, "application/json", json.writeValueAsString(history));
      } else {
        list(exchange, path);
      }
    }
  }

  private void list(HttpExchange exchange, String path) throws IOException {
    var query = exchange.getRequestURI().getQuery();
    var name = ID.matcher(path).replaceAll("/*");
    var sorted = name + "?" + (query == null ? "" : query.split("&", 2)[0]);
    var found = answers.has(sorted) ? sorted : name;
    if (answers.has(found)) {
      send(exchange, 200, "application/json", path.equals("/stats") ? stats() : text(found));
    } else {
      send(
          exchange,
          404,
          "application/problem+json",
          problem("not-found", 404, "there is nothing at " + path));
    }
  }

  private static String problem(String type, int status, String detail) {
    return "{\"type\":\"/problems/%s\",\"status\":%d,\"detail\":\"%s\"}"
        .formatted(type, status, detail);
  }

  private String text(String name) throws IOException {
    var text = answers.has(name) ? json.writeValueAsString(answers.get(name)) : "{}";
    var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return AGO.matcher(text)
        .replaceAll(m -> "\"%s\"".formatted(now.plusSeconds(Long.parseLong(m.group(1)))));
  }

  private String stats() throws IOException {
    var stats = (ObjectNode) json.readTree(text("/stats"));
    stats.put(
        "announcesPerSecond", Math.round(10 * announces(System.currentTimeMillis() / 1e3)) / 10.0);
    var judged = verdict;
    if (judged != null) {
      stats.set("verdict", judged);
    }
    return json.writeValueAsString(stats);
  }

  private static double announces(double at) {
    return 1_200 + 180 * Math.sin(at / 400) + 60 * Math.sin(at / 37) + 25 * Math.sin(at * 1.7);
  }

  private JsonNode history() {
    var history = json.createObjectNode();
    var series = history.putArray("series");
    double now = System.currentTimeMillis() / 1e3;
    for (var name :
        List.of(
            "announces",
            "seeders",
            "leechers",
            "swarms",
            "clients",
            "lag-postgresql",
            "lag-scoring",
            "lag-anomaly")) {
      var points = series.addObject().put("name", name).put("unit", "").putArray("points");
      for (double at = now - 1_800; at < now; at += HISTORY_STEP_SECONDS) {
        points.addArray().add(at).add(value(name, at));
      }
    }
    return history;
  }

  /** The last one is silent, and another one was for some minutes. */
  private JsonNode historyOfNodes() {
    var history = json.createObjectNode();
    var series = history.putArray("series");
    var members = answers.get("/members").get("items");
    long now = System.currentTimeMillis() / 10_000 * HISTORY_STEP_SECONDS;
    for (int node = 0; node < members.size() - 1; node++) {
      boolean isIngress = members.get(node).get("program").asText().equals("ingress");
      for (var name : isIngress ? OF_INGRESS : OF_OTHERS) {
        var points =
            series
                .addObject()
                .put("node", members.get(node).get("node").asText())
                .put("name", name)
                .put("unit", "")
                .putArray("points");
        for (long at = now - 1_800; at < now; at += HISTORY_STEP_SECONDS) {
          if (node != 1 || Math.abs(at - now + 900) > 120) {
            points.addArray().add((double) at).add(ofNode(name, at + 500.0 * like(name, node)));
          }
        }
      }
    }
    return history;
  }

  /** Which member's curve a member has: programs of one process have the same heap. */
  private int like(String name, int node) {
    var members = answers.get("/members").get("items");
    var process = members.get(node).get("process");
    int first = node;
    while (first > 0 && members.get(first - 1).get("process").equals(process)) {
      first--;
    }
    return name.equals("heap") || name.equals("cpu") ? first : node;
  }

  private static double ofNode(String name, double at) {
    return switch (name) {
      case "announces" -> announces(at) / 2;
      case "reply-p99" -> 9_000 + 2_500 * Math.sin(at / 90);
      case "view-lag", "stage-lag" -> 400 + 300 * Math.sin(at / 60);
      case "heap" -> 300e6 + at % 120 * 2e6;
      default -> 0.4 + 0.1 * Math.sin(at / 200);
    };
  }

  private static double value(String name, double at) {
    return switch (name) {
      case "announces" -> announces(at);
      case "seeders" -> 309_258 + 2_000 * Math.sin(at / 700);
      case "swarms" -> 60_211 + 90 * Math.sin(at / 500);
      case "clients" -> 88_123 + at % 900 / 9;
      case "lag-postgresql" -> 0.3 + 0.1 * Math.sin(at / 60);
      case "lag-scoring" -> 0.7 + 0.3 * Math.sin(at / 90);
      default -> 1.5 + 0.6 * Math.sin(at / 130);
    };
  }

  private void stream(HttpExchange exchange) throws IOException {
    headers(exchange, "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    var out = exchange.getResponseBody();
    for (int id = 0; !closed && streams; id++) {
      out.write("id: x-%d\nevent: stats\ndata: %s\n\n".formatted(id, stats()).getBytes(UTF_8));
      out.flush();
      await(BETWEEN_EVENTS);
    }
  }

  private void await(Duration time) {
    long until = System.nanoTime() + time.toNanos();
    synchronized (closing) {
      try {
        for (long left = time.toMillis(); !closed && left > 0; ) {
          closing.wait(left);
          left = (until - System.nanoTime()) / 1_000_000;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        closed = true;
      }
    }
  }

  private static void file(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getPath();
      var name = path.equals("/") ? "/index.html" : path;
      var resource =
          name.startsWith("/vendor/")
              ? "META-INF/resources/webjars" + name.substring("/vendor".length())
              : "equilibrium/console/page" + name;
      try (var in = MadeUpConsole.class.getClassLoader().getResourceAsStream(resource)) {
        var type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "text/plain");
        send(
            exchange,
            in == null ? 404 : 200,
            type,
            in == null ? "" : new String(in.readAllBytes(), UTF_8));
      }
    }
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    headers(exchange, type);
    byte[] bytes = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static void headers(HttpExchange exchange, String type) {
    HEADERS.forEach(exchange.getResponseHeaders()::set);
    exchange
        .getResponseHeaders()
        .set("Content-Type", type + (type.startsWith("image") ? "" : "; charset=utf-8"));
  }

  @Override
  public void close() {
    synchronized (closing) {
      closed = true;
      closing.notifyAll();
    }
    server.stop(0);
  }
}
