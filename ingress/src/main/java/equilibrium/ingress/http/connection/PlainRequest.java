package equilibrium.ingress.http.connection;

import java.nio.ByteBuffer;

/**
 * Recognizes what nearly all clients send: one whole head in the form that {@link RequestHead}
 * would write, with nothing behind it. Such bytes are passed on as they are. Every request is
 * examined, so nothing is allocated: a position is an index into the buffer, or -1 for none.
 */
final class PlainRequest {
  private static final int NOT_PLAIN = -1;
  private static final String VERSION = " HTTP/1.";
  private static final String HOST = "host";
  private static final int MOST_HOST = 253;
  private static final int MOST_PORT_DIGITS = 5;

  /** Whether the bytes of the buffer between two positions are one plain request. */
  static boolean isAll(ByteBuffer bytes, int from, int to) {
    if (to - from > RequestHead.MOST_BYTES) {
      return false;
    }
    int at = requestLine(bytes, from, to);
    boolean hasHost = false;
    for (int headers = 0; at >= 0 && !isLineEnd(bytes, at, to); headers++) {
      int colon = token(bytes, at, to);
      boolean isHost = isName(bytes, at, colon, HOST);
      if (headers == RequestHead.MOST_HEADERS
          || (isHost && hasHost)
          || isName(bytes, at, colon, "content-length")
          || isName(bytes, at, colon, "transfer-encoding")) {
        return false;
      }
      hasHost |= isHost;
      at = value(bytes, colon, to, isHost);
    }
    return hasHost && at == to - 2;
  }

  /** Behind method, target and version. */
  private static int requestLine(ByteBuffer bytes, int from, int to) {
    int space = token(bytes, from, to);
    if (space - from > RequestParser.MOST_METHOD || !is(bytes, space, to, ' ')) {
      return NOT_PLAIN;
    }
    int behind = is(bytes, space + 1, to, '/') ? target(bytes, space + 1, to) : NOT_PLAIN;
    return behind >= 0 && isVersion(bytes, behind, to) ? behind + VERSION.length() + 3 : NOT_PLAIN;
  }

  /** At the space behind a target of printable bytes and whole escapes. */
  private static int target(ByteBuffer bytes, int from, int to) {
    int separators = 0;
    for (int at = from; at < to; at++) {
      byte c = bytes.get(at);
      if (c == ' ') {
        return separators <= RequestHead.MOST_PARAMETERS ? at : NOT_PLAIN;
      }
      if (c < ' ' || c == 0x7f || (c == '%' && !isEscape(bytes, at, to))) {
        return NOT_PLAIN;
      }
      separators += c == '&' || c == ';' ? 1 : 0;
    }
    return NOT_PLAIN;
  }

  private static boolean isEscape(ByteBuffer bytes, int percent, int to) {
    return percent + 2 < to
        && Character.digit(bytes.get(percent + 1), 16) >= 0
        && Character.digit(bytes.get(percent + 2), 16) >= 0;
  }

  private static boolean isVersion(ByteBuffer bytes, int at, int to) {
    int digit = at + VERSION.length();
    return isExactly(bytes, at, to, VERSION)
        && (is(bytes, digit, to, '0') || is(bytes, digit, to, '1'))
        && isLineEnd(bytes, digit + 1, to);
  }

  /** Behind the line whose name ends at the colon: a space and a value without spaces around it. */
  private static int value(ByteBuffer bytes, int colon, int to, boolean isHost) {
    if (!is(bytes, colon, to, ':') || !is(bytes, colon + 1, to, ' ')) {
      return NOT_PLAIN;
    }
    int from = colon + 2;
    int end = from;
    while (end < to && isText(bytes.get(end))) {
      end++;
    }
    boolean isPlain =
        isHost ? isHost(bytes, from, end) : end == from || !isBlank(bytes, from, end - 1);
    return isPlain && isLineEnd(bytes, end, to) ? end + 2 : NOT_PLAIN;
  }

  private static boolean isText(byte c) {
    return c < 0 || (c >= ' ' && c != 0x7f) || c == '\t';
  }

  /** Whether either of two bytes is white space. */
  private static boolean isBlank(ByteBuffer bytes, int first, int last) {
    return bytes.get(first) == ' '
        || bytes.get(first) == '\t'
        || bytes.get(last) == ' '
        || bytes.get(last) == '\t';
  }

  /** A name or IPv4 address, and perhaps a port. */
  private static boolean isHost(ByteBuffer bytes, int from, int end) {
    int at = from;
    while (at < end && isHostByte(bytes.get(at), at == from)) {
      at++;
    }
    if (at == from || at - from > MOST_HOST) {
      return false;
    }
    int digits = at + 1;
    while (digits < end && isDigit(bytes.get(digits))) {
      digits++;
    }
    return at == end
        || (bytes.get(at) == ':'
            && digits == end
            && digits > at + 1
            && digits - at - 1 <= MOST_PORT_DIGITS);
  }

  private static boolean isHostByte(byte c, boolean isFirst) {
    return isDigit(c)
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (!isFirst && (c == '.' || c == '-'));
  }

  private static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }

  /** Behind a token of at least one byte. */
  private static int token(ByteBuffer bytes, int from, int to) {
    int at = from;
    while (at < to && RequestParser.isToken((char) (bytes.get(at) & 0xff))) {
      at++;
    }
    return at > from ? at : NOT_PLAIN;
  }

  /** Whether the bytes are this text, in whatever case; the text has small letters only. */
  private static boolean isName(ByteBuffer bytes, int from, int to, String text) {
    if (to - from != text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      byte c = bytes.get(from + i);
      if (c != text.charAt(i) && (c < 'A' || c > 'Z' || c + 'a' - 'A' != text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isExactly(ByteBuffer bytes, int at, int to, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!is(bytes, at + i, to, text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLineEnd(ByteBuffer bytes, int at, int to) {
    return is(bytes, at, to, '\r') && is(bytes, at + 1, to, '\n');
  }

  private static boolean is(ByteBuffer bytes, int at, int to, char expected) {
    return at >= 0 && at < to && bytes.get(at) == expected;
  }

  private PlainRequest() {}
}
