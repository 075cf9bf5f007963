package equilibrium.console.http;

import equilibrium.console.problem.ProblemType;
import equilibrium.console.problem.Refused;
import equilibrium.console.token.Role;
import equilibrium.console.token.Token;
import equilibrium.schemas.Ids;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A request that has passed the gate, and its parameters, read and checked. */
public final class Request {
  static final int MOST_BODY = 64 << 10;
  static final int MOST_BULK = 64 << 20;
  private static final int MOST_ITEMS = 1_000;
  private static final int USUAL_ITEMS = 100;
  private static final Instant YEAR_10000 = Instant.ofEpochSecond(253_402_300_800L);

  private final HttpServerExchange exchange;
  private final Map<String, String> path;
  private final Token token;

  Request(HttpServerExchange exchange, Map<String, String> path, Token token) {
    this.exchange = exchange;
    this.path = Map.copyOf(path);
    this.token = token;
  }

  public Token token() {
    return token;
  }

  /** Whether addresses may be shown. */
  public boolean isOperator() {
    return token.role().covers(Role.OPERATOR);
  }

  /** Path and query. */
  public URI uri() {
    var query = exchange.getQueryString();
    return URI.create(exchange.getRequestPath() + (query.isEmpty() ? "" : "?" + query));
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }

  /** A parameter of the query; null: it is not given, or empty. */
  public @Nullable String text(String name) {
    var values = exchange.getQueryParameters().get(name);
    if (values == null) {
      return null;
    }
    if (values.size() > 1) {
      throw Refused.badValue("?" + name, "given %d times, expected once".formatted(values.size()));
    }
    var value = values.getFirst();
    if (value.indexOf('\0') >= 0) {
      throw Refused.badValue("?" + name, "it has a zero byte, which PostgreSQL does not take");
    }
    return value.isEmpty() ? null : value;
  }

  /** All parameters of the query; each was given once. */
  public Map<String, String> parameters() {
    var parameters = new TreeMap<String, String>();
    exchange
        .getQueryParameters()
        .keySet()
        .forEach(name -> {
          var value = text(name);
          if (value != null) {
            parameters.put(name, value);
          }
        });
    return parameters;
  }

  /** A whole number of the query. */
  public int number(String name, int fallback, int min, int max) {
    var text = text(name);
    if (text == null) {
      return fallback;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException _) {
      // reported below
    }
    throw Refused.badValue(
        "?" + name, "\"%s\", expected a whole number from %d to %d".formatted(text, min, max));
  }

  /** One of some words; null: not given. */
  public @Nullable String oneOf(String name, String... words) {
    var text = text(name);
    if (text == null) {
      return null;
    }
    for (var word : words) {
      if (word.equals(text)) {
        return text;
      }
    }
    throw Refused.badValue(
        "?" + name, "\"%s\", expected one of %s".formatted(text, String.join(", ", words)));
  }

  /** A time of the years 1970 to 9999; null: not given. */
  public @Nullable Instant time(String name) {
    var text = text(name);
    if (text == null) {
      return null;
    }
    try {
      var time = Instant.parse(text);
      if (!time.isBefore(Instant.EPOCH) && time.isBefore(YEAR_10000)) {
        return time;
      }
    } catch (DateTimeParseException _) {
      // reported below
    }
    throw Refused.badValue(
        "?" + name, "\"%s\", expected a time such as 2026-11-28T14:00:00Z".formatted(text));
  }

  public int limit() {
    return number("limit", USUAL_ITEMS, 1, MOST_ITEMS);
  }

  /** Where the page before ended; null: this is the first page. */
  public @Nullable Cursor after(int parts) {
    return Cursor.parse(text("after"), parts);
  }

  /** An id of the query; null: not given. */
  public byte @Nullable [] id(String name, int bytes) {
    var text = text(name);
    return text == null ? null : id("?" + name, text, bytes);
  }

  /** A parameter of the path. */
  public String segment(String name) {
    var value = path.get(name);
    if (value == null) {
      throw new IllegalStateException("the path has no parameter " + name);
    }
    if (value.indexOf('\0') >= 0) { // PostgreSQL does not take it, so nothing has such a name
      throw ProblemType.NOT_FOUND.refuse("the path has a zero byte, and nothing has such a name");
    }
    return value;
  }

  /** The info-hash in the path. */
  public byte[] infoHash() {
    return id("/hash", segment("hash"), Ids.INFO_HASH_BYTES);
  }

  /** The client id in the path. */
  public byte[] client() {
    return id("/client", segment("client"), Ids.CLIENT_ID_BYTES);
  }

  /** An id of a body or a path. */
  public static byte[] id(String pointer, String text, int bytes) {
    byte[] id = Ids.parse(text, bytes);
    if (id == null) {
      throw Refused.badValue(
          pointer, "\"%s\", expected %d hex digits".formatted(shortened(text), 2 * bytes));
    }
    return id;
  }

  private static String shortened(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }

  /** The body as an object; all fields left out where there is none. */
  public <T> T body(Class<T> type) {
    try {
      byte[] body = lines(MOST_BODY).readAllBytes();
      return Json.read(body.length == 0 ? new byte[] {'{', '}'} : body, type);
    } catch (IOException e) {
      throw ProblemType.BAD_VALUE.refuse("the body cannot be read: " + e.getMessage(), e);
    }
  }

  /** The body as a stream of at most {@value #MOST_BULK} bytes, after decompression. */
  public InputStream bulk() {
    try {
      return lines(MOST_BULK);
    } catch (IOException e) {
      throw ProblemType.BAD_VALUE.refuse("the body cannot be read: " + e.getMessage(), e);
    }
  }

  private InputStream lines(int most) throws IOException {
    if (!exchange.isBlocking()) {
      exchange.startBlocking();
    }
    var in = exchange.getInputStream();
    var isPacked = "gzip".equals(exchange.getRequestHeaders().getFirst(Headers.CONTENT_ENCODING));
    return new LimitedStream(isPacked ? new GZIPInputStream(in) : in, most);
  }

  /** The media type of the body, without its parameters; empty: none is given. */
  public String bodyType() {
    return header("Content-Type").map(type -> type.split(";", 2)[0].strip()).orElse("");
  }
}
