package equilibrium.ingress.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import equilibrium.ingress.announce.AnnounceKey;
import equilibrium.ingress.http.connection.GetRequest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the path of a request from its bytes: {@code /announce}, {@code /KEY/announce} or {@code
 * /announce/KEY}, and the same of a scrape. What it reads, {@link TrackerPath} would read alike.
 * One object serves all requests of a thread, one after the other.
 */
final class PathBytes {

  /** What a path asks for. */
  enum Kind {
    ANNOUNCE,
    SCRAPE,

    /** Neither, or it has to be read elsewhere. */
    OTHER
  }

  private static final byte[] ANNOUNCE = "announce".getBytes(ISO_8859_1);
  private static final byte[] SCRAPE = "scrape".getBytes(ISO_8859_1);

  private byte[] bytes = ANNOUNCE;
  private int keyFrom;
  private int keyTo;

  Kind read(GetRequest request) {
    bytes = request.bytes();
    keyFrom = 0;
    keyTo = 0;
    int from = request.pathFrom() + 1;
    int to = request.pathTo();
    int slash = segment(from, to);
    if (slash == to) {
      return kind(from, to);
    }
    if (slash < 0 || segment(slash + 1, to) != to) {
      return Kind.OTHER;
    }
    var first = kind(from, slash);
    var last = kind(slash + 1, to);
    return last != Kind.OTHER && (last == Kind.ANNOUNCE || first != Kind.ANNOUNCE)
        ? withKey(last, from, slash)
        : withKey(first, slash + 1, to);
  }

  /** Behind letters, digits, hyphens and underscores, at a slash or the end; -1: nowhere. */
  private int segment(int from, int to) {
    int at = from;
    while (at < to && AnnounceKey.allows(bytes[at])) {
      at++;
    }
    return at > from && (at == to || bytes[at] == '/') ? at : -1;
  }

  private Kind kind(int from, int to) {
    if (Arrays.equals(bytes, from, to, ANNOUNCE, 0, ANNOUNCE.length)) {
      return Kind.ANNOUNCE;
    }
    return Arrays.equals(bytes, from, to, SCRAPE, 0, SCRAPE.length) ? Kind.SCRAPE : Kind.OTHER;
  }

  private Kind withKey(Kind kind, int from, int to) {
    keyFrom = from;
    keyTo = to;
    return to - from > AnnounceKey.MOST_BYTES ? Kind.OTHER : kind;
  }

  /** The announce key in the path that was read last; null: none. */
  @Nullable String key() {
    return keyTo == 0 ? null : new String(bytes, keyFrom, keyTo - keyFrom, ISO_8859_1);
  }
}
