package equilibrium.ingress.http.connection;

import java.nio.ByteBuffer;

/**
 * A GET request in the bytes that arrived, by the places of its parts. It accepts what {@link
 * PlainRequest} recognizes, as far as Undertow would read it byte by byte as it stands; the rest is
 * for Undertow. One object serves all requests of a thread, one after the other, and allocates
 * nothing.
 */
public final class GetRequest {
  /** Bytes at most. */
  public static final int MOST_BYTES = RequestHead.MOST_BYTES;

  /** Header lines at most; real clients send up to ten. */
  private static final int MOST_HEADERS = 24;

  private static final int PATH = "GET ".length();
  private static final int VERSION_AND_LINE_END = "HTTP/1.1\r\n".length();

  private final byte[] bytes = new byte[MOST_BYTES];
  private final ByteBuffer view = ByteBuffer.wrap(bytes);
  private final int[] nameFrom = new int[MOST_HEADERS];
  private final int[] nameTo = new int[MOST_HEADERS];
  private final int[] valueTo = new int[MOST_HEADERS];
  private int pathTo;
  private int queryTo;
  private int headers;
  private boolean isHttp11;
  private boolean isKept;

  /**
   * Reads a request from so many bytes of the buffer, at most {@link #MOST_BYTES}, from its
   * position on, which stays; false: it is no such request, or not whole.
   */
  public boolean read(ByteBuffer from, int length) {
    from.get(from.position(), bytes, 0, length);
    if (length < PATH || bytes[0] != 'G' || bytes[1] != 'E' || bytes[2] != 'T') {
      return false;
    }
    if (bytes[PATH - 1] != ' ' || !PlainRequest.isAll(view, 0, length)) {
      return false;
    }
    target();
    int line = queryTo + 1 + VERSION_AND_LINE_END;
    isHttp11 = bytes[line - "1\r\n".length()] == '1';
    isKept = isHttp11;
    headers = 0;
    boolean isSimple = true;
    while (isSimple && bytes[line] != '\r') {
      isSimple = headers < MOST_HEADERS && header(line);
      line = valueTo[Math.max(0, headers - 1)] + 2;
    }
    return isSimple;
  }

  /** Without a question mark, the query is empty and ends where the path does. */
  private void target() {
    int at = PATH;
    while (bytes[at] != '?' && bytes[at] != ' ') {
      at++;
    }
    pathTo = at;
    while (bytes[at] != ' ') {
      at++;
    }
    queryTo = at;
  }

  /** One header line; false: Undertow has to read it. */
  private boolean header(int line) {
    int colon = line;
    while (bytes[colon] != ':') {
      colon++;
    }
    int end = colon;
    boolean isText = true; // printable ASCII with single spaces
    while (bytes[end] != '\r') {
      isText &= bytes[end] >= ' ' && (bytes[end] != ' ' || bytes[end + 1] != ' ');
      end++;
    }
    int header = headers++;
    nameFrom[header] = line;
    nameTo[header] = colon;
    valueTo[header] = end;
    boolean isEmpty = end == colon + ": ".length();
    return isText && !isEmpty && !isRepeated(header) && isUnderstood(header);
  }

  private boolean isRepeated(int header) {
    for (int before = 0; before < header; before++) {
      if (isSameName(before, header)) {
        return true;
      }
    }
    return false;
  }

  private boolean isSameName(int one, int other) {
    int length = nameTo[one] - nameFrom[one];
    if (length != nameTo[other] - nameFrom[other]) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (small(bytes[nameFrom[one] + i]) != small(bytes[nameFrom[other] + i])) {
        return false;
      }
    }
    return true;
  }

  private static int small(byte c) {
    return c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c;
  }

  /** Whether Undertow would do nothing else because of the header. */
  private boolean isUnderstood(int header) {
    if (isHeader(header, "connection")) {
      boolean isClose = isValue(header, "close");
      isKept = isHttp11 && !isClose;
      return isClose
          || (isHttp11 && (isValue(header, "keep-alive") || isValue(header, "Keep-Alive")));
    }
    return !isHeader(header, "expect") && !isHeader(header, "upgrade");
  }

  private boolean isValue(int header, String text) {
    int from = nameTo[header] + 2;
    if (valueTo[header] - from != text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (bytes[from + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  boolean isHttp11() {
    return isHttp11;
  }

  /** Whether the client would use the connection again. */
  boolean isKept() {
    return isKept;
  }

  /** The array in which all places are; it may hold the next request later. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where the path begins, with a slash. */
  public int pathFrom() {
    return PATH;
  }

  /** Behind the path: at a question mark if there is a query. */
  public int pathTo() {
    return pathTo;
  }

  /** Behind the query, which begins behind {@link #pathTo} and its question mark. */
  public int queryTo() {
    return queryTo;
  }

  /** How many header lines there are; no two have the same name. */
  public int headers() {
    return headers;
  }

  /** Whether a header line has this name, in whatever case; the name is given in small letters. */
  public boolean isHeader(int header, String name) {
    int from = nameFrom[header];
    if (nameTo[header] - from != name.length()) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (small(bytes[from + i]) != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  public int nameFrom(int header) {
    return nameFrom[header];
  }

  public int nameTo(int header) {
    return nameTo[header];
  }

  /** Where the value of a header begins; it is printable ASCII with single spaces. */
  public int valueFrom(int header) {
    return nameTo[header] + 2;
  }

  public int valueTo(int header) {
    return valueTo[header];
  }
}
