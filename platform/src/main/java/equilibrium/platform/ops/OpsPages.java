package equilibrium.platform.ops;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import equilibrium.platform.Health;
import equilibrium.platform.Question;
import equilibrium.platform.Question.Answer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the ops port answers: {@code /livez}, {@code /readyz}, {@code /metrics}, {@code /status},
 * and below the last the questions that parts answer. HEAD is answered as GET, without the body;
 * OPTIONS is answered at every path, because load balancers check with it.
 */
public final class OpsPages {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String JSON = "application/json";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String QUESTIONS = "/status/";

  /** Most characters of a question's query. */
  private static final int MOST_QUERY = 2048;

  /** Methods, as the header {@code Allow} has them. */
  public static final String ALLOWED = "GET, HEAD, OPTIONS";

  /**
   * A reply.
   *
   * @param code status
   * @param type of the content; empty: there is none
   */
  public record Page(int code, String type, String body) {}

  private static final Page NOT_FOUND = new Page(404, TEXT, "not found\n");

  private final JsonMapper json = JsonMapper.builder().findAndAddModules().build();
  private final Health health;
  private final PrometheusMeterRegistry metrics;

  public OpsPages(Health health, PrometheusMeterRegistry metrics) {
    this.health = health;
    this.metrics = metrics;
    gauge("equilibrium_live", "Whether /livez is 200: 1, or 0", health::isLive);
    gauge("equilibrium_ready", "Whether /readyz is 200: 1, or 0", health::isReady);
  }

  private void gauge(String name, String help, BooleanSupplier check) {
    Gauge.builder(name, () -> check.getAsBoolean() ? 1 : 0).description(help).register(metrics);
  }

  /** Whether a path is one of these pages, or below one. */
  public static boolean has(String path) {
    return switch (path) {
      case "/livez", "/readyz", "/metrics", "/status" -> true;
      default -> path.startsWith(QUESTIONS);
    };
  }

  /**
   * The page at a path.
   *
   * @param query as it stands in the URL, percent signs included
   */
  public Page answer(String method, String path, @Nullable String query) {
    return switch (method) {
      case "GET", "HEAD" -> page(path, query);
      case "OPTIONS" -> new Page(204, "", "");
      default -> new Page(405, TEXT, "expected GET or HEAD\n");
    };
  }

  private Page page(String path, @Nullable String query) {
    return switch (path) {
      case "/livez" -> check(health.isLive());
      case "/readyz" -> check(health.isReady());
      case "/metrics" -> new Page(200, PROMETHEUS, metrics.scrape());
      case "/status" -> json(200, health.facts());
      default -> path.startsWith(QUESTIONS) ? ask(path, query) : NOT_FOUND;
    };
  }

  private Page check(boolean good) {
    var first = good ? "ok\n" : "no\n";
    return new Page(good ? 200 : 503, TEXT, first + health.troubles());
  }

  private Page ask(String path, @Nullable String query) {
    var question = health.question(path.substring(QUESTIONS.length()));
    if (question == null) {
      return NOT_FOUND;
    }
    var answer = answer(question, query);
    return json(answer.code(), answer.facts());
  }

  private static Answer answer(Question question, @Nullable String query) {
    if (query != null && query.length() > MOST_QUERY) {
      return Answer.bad(
          "the query has %d characters, expected %d at most".formatted(query.length(), MOST_QUERY));
    }
    var parameters = new HashMap<String, String>();
    for (var parameter : query == null ? new String[0] : query.split("&")) {
      var twice = put(parameters, parameter);
      if (twice != null) {
        return Answer.bad("%s is given twice, expected once".formatted(twice));
      }
    }
    return question.answer(parameters);
  }

  /** Adds {@code name=value}; the name if it is there already. */
  private static @Nullable String put(Map<String, String> parameters, String parameter) {
    var parts = parameter.split("=", 2);
    var name = decoded(parts[0]);
    var before = parameters.put(name, parts.length == 1 ? "" : decoded(parts[1]));
    return before == null ? null : name;
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
}
