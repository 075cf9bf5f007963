package equilibrium.ingress.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import equilibrium.ingress.http.connection.GetRequest;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Fingerprint} reads from the headers of a request, from its bytes. One object serves
 * all requests of a thread, one after the other.
 */
final class HeaderTraits {
  private static final String[] BROWSERS = {"accept-language", "referer", "accept-charset"};
  private static final String[] PROXIES = {
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-forwarded-host",
    "x-forwarded-port",
    "x-forwarded-server",
    "forwarded",
    "via",
    "x-real-ip"
  };

  /** User agents that were read before, by their hash: few programs send most requests. */
  private final @Nullable String[] agents = new String[256];

  private long names;
  private boolean isBrowser;
  private @Nullable String userAgent;

  void read(GetRequest request) {
    names = 0;
    isBrowser = false;
    userAgent = null;
    byte[] bytes = request.bytes();
    for (int i = 0; i < request.headers(); i++) {
      if (!isAny(request, i, PROXIES)) {
        names +=
            Fingerprint.fnv(Fingerprint.FNV_OFFSET, bytes, request.nameFrom(i), request.nameTo(i));
      }
      if (request.isHeader(i, "user-agent")) {
        int from = request.valueFrom(i);
        int to = Math.min(request.valueTo(i), from + Fingerprint.MOST_USER_AGENT);
        userAgent = text(bytes, from, to);
      }
      isBrowser |= isAny(request, i, BROWSERS);
    }
  }

  private static boolean isAny(GetRequest request, int header, String[] names) {
    for (var name : names) {
      if (request.isHeader(header, name)) {
        return true;
      }
    }
    return false;
  }

  private String text(byte[] bytes, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    int slot = (hash ^ hash >>> 8 ^ hash >>> 16) & (agents.length - 1);
    var known = agents[slot];
    if (known == null || !isSame(known, bytes, from, to)) {
      known = new String(bytes, from, to - from, ISO_8859_1);
      agents[slot] = known;
    }
    return known;
  }

  private static boolean isSame(String text, byte[] bytes, int from, int to) {
    if (text.length() != to - from) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (text.charAt(i - from) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  /** The sum over the names of the headers, without those of proxies. */
  long names() {
    return names;
  }

  /** Whether there are headers that only browsers send. */
  boolean isBrowser() {
    return isBrowser;
  }

  /** The user agent, cut off where it is long; null: none was sent. */
  @Nullable String userAgent() {
    return userAgent;
  }
}
