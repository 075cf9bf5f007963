package equilibrium.ingress.http.connection;

import equilibrium.ingress.http.connection.RequestHead.Incomplete;
import equilibrium.ingress.http.connection.RequestHead.Plain;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one whole head of a request and writes it in plain form. Used once. */
final class RequestParser {

  /** Ends the reading of a head. */
  static final class Refusal extends Exception {
    private final RequestProblem problem;

    private Refusal(RequestProblem problem) {
      super(null, null, false, false);
      this.problem = problem;
    }

    RequestProblem problem() {
      return problem;
    }
  }

  static final int MOST_METHOD = 16;
  private static final Set<String> VERSIONS = Set.of("HTTP/1.0", "HTTP/1.1");
  private static final Pattern AUTHORITY = Pattern.compile("(?i)https?://[^/?]*");
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,252}(:[0-9]{1,5})?");
  private static final Pattern DIGITS = Pattern.compile("\\d{1,18}");
  private static final String EMPTY_BODY = "0\r\n\r\n";
  private static final String HEX = "0123456789ABCDEF";

  private final String text;
  private final int end;
  private final StringBuilder normal;
  private int at;
  private int headers;
  private boolean hasHost;
  private @Nullable String length;
  private @Nullable String coding;

  RequestParser(String text, int start, int end) {
    this.text = text;
    this.at = start;
    this.end = end;
    this.normal = new StringBuilder(end - start + 32);
  }

  RequestHead parse() throws Refusal {
    requestLine(line());
    for (var line = line(); !line.isEmpty(); line = line()) {
      header(unfolded(line));
    }
    if (!hasHost) {
      normal.append("Host: none\r\n");
    }
    normal.append("\r\n");
    if (normal.length() > RequestHead.MOST_BYTES) {
      throw new Refusal(RequestProblem.HEAD_TOO_LONG);
    }
    return body();
  }

  /** The next line without its end, which is CRLF or LF. */
  private String line() {
    int lf = text.indexOf('\n', at);
    int to = lf > at && text.charAt(lf - 1) == '\r' ? lf - 1 : lf;
    var line = text.substring(at, to);
    at = lf + 1;
    return line;
  }

  /** The line and those that continue it (RFC 9112 5.2). */
  private String unfolded(String line) {
    var whole = line;
    while (at < end && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      whole += " " + line().strip();
    }
    return whole;
  }

  private void requestLine(String line) throws Refusal {
    var words = trimmed(line);
    int first = words.indexOf(' ');
    int last = words.lastIndexOf(' ');
    var version = words.substring(last + 1);
    if (first < 1 || first == last || !VERSIONS.contains(version) || !isMethod(words, first)) {
      throw new Refusal(RequestProblem.REQUEST_LINE);
    }
    normal.append(words, 0, first + 1);
    target(trimmed(words.substring(first, last)));
    normal.append(' ').append(version).append("\r\n");
  }

  private static boolean isMethod(String line, int end) {
    return end <= MOST_METHOD && line.chars().limit(end).allMatch(c -> isToken((char) c));
  }

  /** Without spaces at its ends; other white space may be bytes of an info-hash. */
  private static String trimmed(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && text.charAt(from) == ' ') {
      from++;
    }
    while (to > from && text.charAt(to - 1) == ' ') {
      to--;
    }
    return text.substring(from, to);
  }

  /** A target in absolute form loses its host: this tracker is the only one here. */
  private void target(String written) throws Refusal {
    var authority = AUTHORITY.matcher(written);
    var target = authority.lookingAt() ? written.substring(authority.end()) : written;
    int question = target.indexOf('?');
    var path = trimmed(question < 0 ? target : target.substring(0, question));
    escaped(path.isEmpty() ? "/" : path);
    if (question >= 0) {
      normal.append('?');
      escaped(trimmed(target.substring(question + 1)));
    }
    if (target.chars().filter(c -> c == '&' || c == ';').count() > RequestHead.MOST_PARAMETERS) {
      throw new Refusal(RequestProblem.TOO_MANY_PARAMETERS);
    }
  }

  /** Bytes that may not stand in a target, and percent signs before no two hex digits. */
  private void escaped(String part) {
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      boolean isLonePercent = c == '%' && !isEscape(part, i);
      if (c <= ' ' || c >= 0x7f || isLonePercent) {
        normal.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xf));
      } else {
        normal.append(c);
      }
    }
  }

  private static boolean isEscape(String part, int percent) {
    return percent + 2 < part.length()
        && Character.digit(part.charAt(percent + 1), 16) >= 0
        && Character.digit(part.charAt(percent + 2), 16) >= 0;
  }

  private void header(String line) throws Refusal {
    int colon = line.indexOf(':');
    if (++headers > RequestHead.MOST_HEADERS) {
      throw new Refusal(RequestProblem.TOO_MANY_HEADERS);
    }
    if (colon < 1 || !isHeader(line, colon)) {
      throw new Refusal(RequestProblem.HEADER_LINE);
    }
    var name = line.substring(0, colon);
    var value = line.substring(colon + 1).strip();
    switch (name.toLowerCase(Locale.ROOT)) {
      case "host" -> host(name, value);
      case "content-length" -> {
        length = once(length, value);
        normal.append(name).append(": 0\r\n");
      }
      case "transfer-encoding" -> coding = once(coding, value);
      default -> normal.append(name).append(": ").append(value).append("\r\n");
    }
  }

  private static boolean isHeader(String line, int colon) {
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (i < colon ? !isToken(c) : (c < ' ' && c != '\t') || c == 0x7f) {
        return false;
      }
    }
    return true;
  }

  /** RFC 9110 5.6.2. */
  static boolean isToken(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }

  /** Only its presence is kept if it is no host name: nothing here is chosen by it. */
  private void host(String name, String value) {
    if (!hasHost) {
      hasHost = true;
      var host = HOST.matcher(value).matches() ? value : "none";
      normal.append(name).append(": ").append(host).append("\r\n");
    }
  }

  private static String once(@Nullable String before, String value) throws Refusal {
    if (before != null) {
      throw new Refusal(RequestProblem.BODY_LENGTH);
    }
    return value;
  }

  /** A request may say that it has no body, in either way; any other body is refused. */
  private RequestHead body() throws Refusal {
    boolean isChunked = "chunked".equalsIgnoreCase(coding);
    if ((coding != null && (length != null || !isChunked))
        || (length != null && !DIGITS.matcher(length).matches())) {
      throw new Refusal(RequestProblem.BODY_LENGTH);
    }
    if (length != null && Long.parseLong(length) != 0) {
      throw new Refusal(RequestProblem.BODY);
    }
    if (!isChunked) {
      return new Plain(normal.toString(), end);
    }
    if (text.startsWith(EMPTY_BODY, end)) {
      return new Plain(normal.toString(), end + EMPTY_BODY.length());
    }
    if (EMPTY_BODY.startsWith(text.substring(end))) {
      return new Incomplete(true);
    }
    throw new Refusal(RequestProblem.BODY);
  }
}
