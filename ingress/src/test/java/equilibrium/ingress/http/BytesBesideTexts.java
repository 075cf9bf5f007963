package equilibrium.ingress.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import equilibrium.ingress.http.AnnounceQuery.Malformed;
import equilibrium.ingress.http.QueryString.Parameter;
import equilibrium.ingress.http.connection.GetRequest;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Requests that are read from their bytes, and their texts as Undertow would make them. Plain
 * checks and few objects: it is used ten million times.
 */
final class BytesBesideTexts {

  /** Reads the query of a request in both ways and compares. */
  interface Reader {
    /** Whether it was read from its bytes. */
    boolean isRead(BytesBesideTexts beside) throws Malformed;
  }

  private static final byte[] REST = " HTTP/1.1\r\nHost: t\r\n\r\n".getBytes(ISO_8859_1);

  final GetRequest request = new GetRequest();
  final PathBytes path = new PathBytes();

  private final PathBytes.Kind kind;
  private final byte[] prefix;
  private final Reader reader;
  private String text = "";

  /**
   * None is read yet.
   *
   * @param prefix of the requests that are made of any bytes
   */
  BytesBesideTexts(PathBytes.Kind kind, String prefix, Reader reader) {
    this.kind = kind;
    this.prefix = prefix.getBytes(ISO_8859_1);
    this.reader = reader;
  }

  /** How many of random requests are read from bytes. */
  int random(long seed) throws Malformed {
    var requests = new RandomRequests(seed);
    int read = 0;
    for (int i = 0; i < 100_000; i++) {
      read += isRead(requests.next().getBytes(ISO_8859_1)) ? 1 : 0;
    }
    return read;
  }

  /** Reads the bytes as a request, and as what follows the prefix in one, header lines too. */
  void any(byte[] bytes) throws Malformed {
    isRead(bytes);
    isRead(
        ByteBuffer.allocate(prefix.length + bytes.length + REST.length)
            .put(prefix)
            .put(bytes)
            .put(REST)
            .array());
  }

  private boolean isRead(byte[] bytes) throws Malformed {
    if (bytes.length > GetRequest.MOST_BYTES
        || !request.read(ByteBuffer.wrap(bytes), bytes.length)
        || path.read(request) != kind) {
      return false;
    }
    text = new String(bytes, ISO_8859_1);
    return reader.isRead(this);
  }

  /** Fails, with the request, if what was read in both ways is not the same. */
  void same(Object fromBytes, Object fromTexts) {
    if (!fromBytes.equals(fromTexts)) {
      throw new AssertionError(
          "%s%nis read from bytes as %s,%nfrom texts as %s".formatted(text, fromBytes, fromTexts));
    }
  }

  TrackerPath trackerPath() {
    return TrackerPath.of(text.substring("GET ".length(), text.indexOf('?')), query());
  }

  List<Parameter> parameters() {
    return QueryString.parse(query());
  }

  private String query() {
    return text.substring(text.indexOf('?') + 1, text.indexOf(' ', "GET ".length()));
  }

  HeaderMap headers() {
    var headers = new HeaderMap();
    int line = text.indexOf("\r\n") + 2;
    int end = text.indexOf("\r\n", line);
    while (end > line) {
      int colon = text.indexOf(':', line);
      headers.add(new HttpString(text.substring(line, colon)), text.substring(colon + 2, end));
      line = end + 2;
      end = text.indexOf("\r\n", line);
    }
    return headers;
  }
}
