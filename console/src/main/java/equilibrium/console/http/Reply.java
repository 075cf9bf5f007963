package equilibrium.console.http;

import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The answer of an operation.
 *
 * @param status of HTTP
 * @param body written as JSON; null: there is none
 */
public record Reply(int status, @Nullable Object body, Map<String, String> headers) {

  public Reply {
    headers = Map.copyOf(headers);
  }

  public static Reply ok(Object body) {
    return new Reply(200, body, Map.of());
  }

  public static Reply of(int status, Object body) {
    return new Reply(status, body, Map.of());
  }

  public static Reply noContent() {
    return new Reply(204, null, Map.of());
  }

  /** The same with another status. */
  public Reply withStatus(int other) {
    return new Reply(other, body, headers);
  }

  /** The same with one more header. */
  public Reply with(String name, String value) {
    var more = new TreeMap<>(headers);
    more.put(name, value);
    return new Reply(status, body, more);
  }

  /** A page of a list, with the link to the next one. */
  public static Reply page(Page<?> page, URI request) {
    var reply = ok(page);
    var next = page.next();
    return next == null ? reply : reply.with("Link", link(request, next));
  }

  private static String link(URI request, String next) {
    var query = request.getRawQuery() == null ? "" : request.getRawQuery();
    var others = query.replaceAll("(^|&)after=[^&]*", "").replaceFirst("^&", "");
    var separator = others.isEmpty() ? "" : "&";
    return "<%s?%s%safter=%s>; rel=\"next\"".formatted(request.getPath(), others, separator, next);
  }
}
