package equilibrium.ingress.http.connection;

/**
 * The head of an HTTP/1.x request: request line, header lines, blank line. Clients write it in many
 * ways that a strict parser refuses: raw spaces and lone percent signs in the target, lines that
 * end in LF alone, no {@code Host} or one that is no host name. Whatever has one plain meaning is
 * written anew in the form that every parser takes; the rest is {@link Unreadable}, for a reason.
 *
 * <p>Texts are bytes as ISO 8859-1. At most {@value #MOST_BYTES} bytes, {@value #MOST_HEADERS}
 * header lines and {@value #MOST_PARAMETERS} parameters.
 */
sealed interface RequestHead {

  /**
   * What has come so far may become a request.
   *
   * @param isHeadWhole whether only the end of a chunked body is missing
   */
  record Incomplete(boolean isHeadWhole) implements RequestHead {}

  /**
   * A head that can be read.
   *
   * @param text the same head in plain HTTP/1.x
   * @param bytes how many bytes it took, with an empty chunked body if it had one
   */
  record Plain(String text, int bytes) implements RequestHead {}

  /** What is no request that a tracker answers. */
  record Unreadable(RequestProblem problem) implements RequestHead {}

  int MOST_BYTES = 8192;
  int MOST_HEADERS = 128;
  int MOST_PARAMETERS = 128;

  /** Reads what stands at the start of the text. */
  static RequestHead read(String text) {
    int start = start(text);
    int end = end(text, start);
    if (end < 0 ? text.length() > MOST_BYTES : end - start > MOST_BYTES) {
      return new Unreadable(RequestProblem.HEAD_TOO_LONG);
    }
    if (end < 0) {
      return mayBegin(text, start)
          ? new Incomplete(false)
          : new Unreadable(RequestProblem.REQUEST_LINE);
    }
    try {
      return new RequestParser(text, start, end).parse();
    } catch (RequestParser.Refusal e) {
      return new Unreadable(e.problem());
    }
  }

  /** Behind the empty lines that may stand before a request (RFC 9112 2.2). */
  static int start(String text) {
    int start = 0;
    while (start < text.length() && isLineEnd(text.charAt(start))) {
      start++;
    }
    return start;
  }

  private static boolean isLineEnd(char c) {
    return c == '\r' || c == '\n';
  }

  /** Behind the blank line that ends the head; -1: it has not come yet. */
  private static int end(String text, int start) {
    for (int lf = text.indexOf('\n', start); lf >= 0; lf = text.indexOf('\n', lf + 1)) {
      int next = lf + 1 < text.length() && text.charAt(lf + 1) == '\r' ? lf + 2 : lf + 1;
      if (next < text.length() && text.charAt(next) == '\n') {
        return next + 1;
      }
    }
    return -1;
  }

  /** Whether it begins with a method, as far as it has come: TLS and other noise does not. */
  private static boolean mayBegin(String text, int start) {
    for (int i = start; i < text.length(); i++) {
      if (text.charAt(i) == ' ') {
        return i > start;
      }
      if (!RequestParser.isToken(text.charAt(i)) || i - start > RequestParser.MOST_METHOD) {
        return false;
      }
    }
    return true;
  }
}
