package equilibrium.ingress.http;

import equilibrium.ingress.announce.Announce.Trace;
import equilibrium.ingress.http.QueryString.Parameter;
import equilibrium.schemas.event.Encryption;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Traits of the program that sent a request (docs/policy.md 3.3, rules F1 and F2). */
final class Fingerprint {
  static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;
  static final int MOST_USER_AGENT = 128;
  private static final Set<HttpString> BROWSERS =
      Set.of(Headers.ACCEPT_LANGUAGE, Headers.REFERER, Headers.ACCEPT_CHARSET);

  /** Headers that proxies add, left out: a client has one fingerprint with a proxy and without. */
  private static final Set<HttpString> PROXIES =
      Set.of(
          Headers.X_FORWARDED_FOR,
          Headers.X_FORWARDED_PROTO,
          Headers.X_FORWARDED_HOST,
          Headers.X_FORWARDED_PORT,
          Headers.X_FORWARDED_SERVER,
          Headers.FORWARDED,
          Headers.VIA,
          new HttpString("X-Real-IP"));

  static Trace of(List<Parameter> parameters, HeaderMap headers) {
    long hash = FNV_OFFSET;
    for (Parameter parameter : parameters) {
      hash = fnv(hash, parameter.name());
    }
    boolean browser = false;
    long names = 0; // a sum, because Undertow does not keep the order of headers
    for (HttpString name : headers.getHeaderNames()) {
      names += PROXIES.contains(name) ? 0 : fnv(FNV_OFFSET, name.toString());
      browser |= BROWSERS.contains(name);
    }
    return new Trace(userAgent(headers), hash ^ names, browser, Encryption.UNSAID, null);
  }

  private static @Nullable String userAgent(HeaderMap headers) {
    var agent = headers.getFirst(Headers.USER_AGENT);
    return agent == null || agent.length() <= MOST_USER_AGENT
        ? agent
        : agent.substring(0, MOST_USER_AGENT);
  }

  private static long fnv(long hash, String name) {
    long result = hash;
    for (int i = 0; i < name.length(); i++) {
      result = (result ^ (name.charAt(i) & 0xff)) * FNV_PRIME;
    }
    return (result ^ '&') * FNV_PRIME;
  }

  /** As for a name as text. */
  static long fnv(long hash, byte[] bytes, int from, int to) {
    long result = hash;
    for (int i = from; i < to; i++) {
      result = (result ^ (bytes[i] & 0xff)) * FNV_PRIME;
    }
    return (result ^ '&') * FNV_PRIME;
  }

  private Fingerprint() {}
}
