package equilibrium.console.http;

import equilibrium.console.problem.ProblemType;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.ETag;
import io.undertow.util.ETagUtils;
import io.undertow.util.Headers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The page's files, from the class path: {@code /} and its modules from this project, {@code
 * /vendor/ARTIFACT/VERSION/…} from webjars. Files of a version never change, so browsers keep them
 * for a year; the others are asked for again by their ETag.
 */
final class StaticFiles {
  private static final String PAGE = "equilibrium/console/page";
  private static final String WEBJARS = "META-INF/resources/webjars";
  private static final String VENDOR = "/vendor";
  private static final Pattern PATH =
      Pattern.compile("(/[A-Za-z0-9_@-][A-Za-z0-9._@-]{0,99}){1,10}");
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "mjs", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "ico", "image/x-icon",
          "json", "application/json",
          "webmanifest", "application/manifest+json");

  void serve(HttpServerExchange exchange) {
    var method = exchange.getRequestMethod().toString();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      throw ProblemType.WRONG_METHOD.refuse(
          "the method is %s, expected GET or HEAD".formatted(method));
    }
    var path = exchange.getRequestPath();
    var file = path.equals("/") ? "/index.html" : path;
    var type = TYPES.get(file.substring(file.lastIndexOf('.') + 1));
    if (type == null || !PATH.matcher(file).matches()) {
      throw missing(path);
    }
    boolean isVersioned = file.startsWith(VENDOR + "/");
    byte[] content =
        read(isVersioned ? WEBJARS + file.substring(VENDOR.length()) : PAGE + file, path);
    send(exchange, content, type, isVersioned);
  }

  private static byte[] read(String resource, String path) {
    try (var in = StaticFiles.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw missing(path);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }

  private static void send(
      HttpServerExchange exchange, byte[] content, String type, boolean isVersioned) {
    var tag = new ETag(false, digest(content));
    var headers = exchange.getResponseHeaders();
    headers.put(Headers.CONTENT_TYPE, type);
    headers.put(Headers.ETAG, tag.toString());
    headers.put(
        Headers.CACHE_CONTROL, isVersioned ? "public, max-age=31536000, immutable" : "no-cache");
    if (!ETagUtils.handleIfNoneMatch(exchange, tag, true)) {
      exchange.setStatusCode(304).endExchange();
      return;
    }
    exchange.getResponseSender().send(ByteBuffer.wrap(content));
  }

  private static String digest(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static RuntimeException missing(String path) {
    return ProblemType.NOT_FOUND.refuse("there is nothing at " + path);
  }
}
