package equilibrium.console.http;

import equilibrium.console.problem.ProblemType;
import equilibrium.console.problem.Refused;
import equilibrium.console.token.Token;
import equilibrium.console.token.Tokens;
import equilibrium.platform.Fault;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Decides which requests reach an operation: Host, token, role, rate, site, type of the body. No
 * token, a malformed one and a wrong one are refused alike, so that nothing can be learnt from it.
 */
public final class Gate {
  private static final int MOST_WRONG = 10;
  private static final String SCHEME = "Bearer ";
  private static final HttpString FETCH_SITE = new HttpString("Sec-Fetch-Site");
  private static final Set<String> BODY_TYPES =
      Set.of("application/json", "application/x-ndjson", "text/plain");

  private final Tokens tokens;
  private final Set<String> hosts = new HashSet<>();
  private final int mostPerSecond;
  private final RequestRates wrong =
      new RequestRates(Duration.ofMinutes(1).toNanos(), System::nanoTime);
  private final RequestRates requests =
      new RequestRates(Duration.ofSeconds(1).toNanos(), System::nanoTime);

  /**
   * A gate.
   *
   * @param hosts names that the Host header may have, without a port
   * @param mostPerSecond requests a second of one token
   */
  public Gate(Tokens tokens, List<String> hosts, int mostPerSecond) {
    this.tokens = tokens;
    this.mostPerSecond = mostPerSecond;
    hosts.forEach(host -> this.hosts.add(host.toLowerCase(Locale.ROOT)));
  }

  /** Refuses a name that is not ours: a page of another name may be led here by its DNS. */
  void demandHost(HttpServerExchange exchange) {
    var host = exchange.getRequestHeaders().getFirst(Headers.HOST);
    if (host == null || !hosts.contains(withoutPort(host))) {
      throw ProblemType.NOT_ALLOWED.refuse(
          "the Host header is \"%s\", which console.hosts does not name".formatted(host));
    }
  }

  private static String withoutPort(String host) {
    return host.replaceFirst(":\\d*$", "").toLowerCase(Locale.ROOT);
  }

  /** The token of a request. */
  Token admit(HttpServerExchange exchange) {
    var token = tokens.find(text(exchange));
    if (token.isEmpty()) {
      throw refuseToken(exchange);
    }
    if (requests.count(token.get().name()) > mostPerSecond) {
      throw ProblemType.TOO_MANY.refuse(
          "token %s has asked more than %d times a second"
              .formatted(token.get().name(), mostPerSecond));
    }
    return token.get();
  }

  /** The text of the token that a request has; empty: it has none. */
  private static String text(HttpServerExchange exchange) {
    var header = exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION);
    return header != null && header.startsWith(SCHEME) ? header.substring(SCHEME.length()) : "";
  }

  /** Whether the token of an admitted request is neither revoked nor of another role by now. */
  boolean isStillAdmitted(HttpServerExchange exchange, Token token) {
    try {
      return tokens.find(text(exchange)).filter(token::equals).isPresent();
    } catch (Fault _) {
      return false; // the next request reports that the file cannot be read
    }
  }

  private Refused refuseToken(HttpServerExchange exchange) {
    var address = Objects.requireNonNull(exchange.getSourceAddress().getAddress(), "a connection");
    return wrong.count(address.getHostAddress()) > MOST_WRONG
        ? ProblemType.TOO_MANY_WRONG.refuse(
            "more than %d requests a minute without a known token".formatted(MOST_WRONG))
        : ProblemType.NO_TOKEN.refuse("expected the header Authorization: Bearer TOKEN");
  }

  void demandRole(Token token, Operation operation) {
    if (!token.role().covers(operation.role())) {
      throw ProblemType.NOT_ALLOWED.refuse(
          "token %s may not do this: expected role %s"
              .formatted(token.name(), operation.role().name().toLowerCase(Locale.ROOT)));
    }
  }

  /** Refuses changes that a page of another site sends. */
  void demandOwnSite(HttpServerExchange exchange) {
    var headers = exchange.getRequestHeaders();
    var site = headers.getFirst(FETCH_SITE);
    if (site != null && !site.equals("same-origin") && !site.equals("none")) {
      throw ProblemType.NOT_ALLOWED.refuse("the request comes from a page of another site");
    }
    var type = headers.getFirst(Headers.CONTENT_TYPE);
    if (hasBody(exchange)) {
      demandType(type == null ? "" : type.split(";", 2)[0].strip());
    }
  }

  private static boolean hasBody(HttpServerExchange exchange) {
    return exchange.getRequestContentLength() > 0
        || exchange.getRequestHeaders().contains(Headers.TRANSFER_ENCODING);
  }

  private static void demandType(String type) {
    if (!BODY_TYPES.contains(type)) {
      throw ProblemType.BAD_VALUE.refuse(
          "the body's Content-Type is \"%s\", expected one of %s"
              .formatted(type, String.join(", ", new TreeSet<>(BODY_TYPES))));
    }
  }
}
