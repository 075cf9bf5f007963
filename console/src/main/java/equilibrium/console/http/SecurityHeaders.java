package equilibrium.console.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.util.LinkedHashMap;
import java.util.Map;

/** Headers of every answer that tell a browser what a page of ours may do. */
final class SecurityHeaders {
  private static final Map<HttpString, String> ALL = new LinkedHashMap<>();

  static {
    ALL.put(
        new HttpString("Content-Security-Policy"),
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'; trusted-types lit-html");
    ALL.put(new HttpString("X-Content-Type-Options"), "nosniff");
    ALL.put(new HttpString("Referrer-Policy"), "no-referrer");
    ALL.put(new HttpString("Cross-Origin-Opener-Policy"), "same-origin");
    ALL.put(new HttpString("Cross-Origin-Resource-Policy"), "same-origin");
  }

  static void put(HttpServerExchange exchange) {
    ALL.forEach((name, value) -> exchange.getResponseHeaders().put(name, value));
  }

  private SecurityHeaders() {}
}
