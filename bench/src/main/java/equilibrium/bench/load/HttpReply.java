package equilibrium.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Reads the bytes of one HTTP response to an announce. The body must be one bencoded dictionary
 * with an interval and compact peers (BEP 3, BEP 23), and nothing after it.
 */
final class HttpReply {
  private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(US_ASCII);
  private static final byte[] LENGTH = "\r\ncontent-length:".getBytes(US_ASCII);
  private static final byte[] FAILURE = "failure reason".getBytes(US_ASCII);
  private static final byte[] INTERVAL = "interval".getBytes(US_ASCII);
  private static final byte[] PEERS = "peers".getBytes(US_ASCII);
  private static final byte[] PEERS6 = "peers6".getBytes(US_ASCII);
  private static final byte[] WARNING = "warning message".getBytes(US_ASCII);
  private static final byte[] NOT_RECORDED = "not recorded".getBytes(US_ASCII);
  private static final int STATUS_OFFSET = "HTTP/1.1 ".length();
  private static final byte[] OK = "200".getBytes(US_ASCII);
  private static final int DEEPEST = 8;
  private static final int PEER_BYTES = 6;
  private static final int PEER6_BYTES = 18;

  private byte[] bytes = {};
  private int end;
  private int at;
  private int peers;

  /**
   * Says what the first bytes are.
   *
   * @param closed whether nothing follows them
   */
  Content read(byte[] from, int length, boolean closed) {
    bytes = from;
    end = length;
    peers = 0;
    int head = find(END_OF_HEAD, 0, length);
    if (head < 0) {
      return closed ? Content.MALFORMED : Content.INCOMPLETE;
    }
    int body = head + END_OF_HEAD.length;
    int named = contentLength(head);
    if (named < 0 ? !closed : length < body + named) {
      return closed ? Content.MALFORMED : Content.INCOMPLETE;
    }
    if ((named >= 0 && length > body + named) || !startsAt(OK, STATUS_OFFSET)) {
      return Content.MALFORMED;
    }
    at = body;
    return dictionary();
  }

  /** Peers that the reply read last lists. */
  int peers() {
    return peers;
  }

  /** -1: the head names none, or not as a number. */
  private int contentLength(int head) {
    int field = find(LENGTH, 0, head);
    if (field < 0) {
      return -1;
    }
    int i = field + LENGTH.length;
    while (i < head && bytes[i] == ' ') {
      i++;
    }
    at = i;
    return number((byte) '\r');
  }

  private Content dictionary() {
    boolean hasInterval = false;
    boolean hasPeers = false;
    boolean unrecorded = false;
    if (at >= end || bytes[at++] != 'd') {
      return Content.MALFORMED;
    }
    while (at < end && bytes[at] != 'e') {
      int keyLength = number((byte) ':');
      int key = at;
      if (keyLength < 0 || keyLength > end - at) {
        return Content.MALFORMED;
      }
      at += keyLength;
      int value = at;
      if (!skip(0)) {
        return Content.MALFORMED;
      }
      if (is(FAILURE, key, keyLength)) {
        return Content.FAILURE;
      } else if (is(INTERVAL, key, keyLength)) {
        hasInterval = bytes[value] == 'i';
      } else if (is(PEERS, key, keyLength)) {
        hasPeers = count(value, PEER_BYTES);
      } else if (is(PEERS6, key, keyLength)) {
        hasPeers |= count(value, PEER6_BYTES);
      } else if (is(WARNING, key, keyLength)) {
        unrecorded = find(NOT_RECORDED, value, at) >= 0;
      }
    }
    if (at != end - 1 || !hasInterval || !hasPeers) {
      return Content.MALFORMED;
    }
    return unrecorded ? Content.UNRECORDED : Content.LISTED;
  }

  /** Adds the peers of the string that ends here; false: not whole ones. */
  private boolean count(int value, int peerBytes) {
    int after = at;
    at = value;
    int length = number((byte) ':');
    at = after;
    peers += Math.max(0, length) / peerBytes;
    return length >= 0 && length % peerBytes == 0;
  }

  /** Passes one value; false: it is none, or its end is missing. */
  private boolean skip(int depth) {
    if (at >= end || depth > DEEPEST) {
      return false;
    }
    return switch (bytes[at]) {
      case 'i' -> skipInteger();
      case 'l', 'd' -> skipMembers(depth);
      default -> skipString();
    };
  }

  private boolean skipInteger() {
    at++;
    if (at < end && bytes[at] == '-') {
      at++;
    }
    return number((byte) 'e') >= 0;
  }

  private boolean skipMembers(int depth) {
    at++;
    while (at < end && bytes[at] != 'e') {
      if (!skip(depth + 1)) {
        return false;
      }
    }
    return at++ < end;
  }

  private boolean skipString() {
    int length = number((byte) ':');
    if (length < 0 || length > end - at) {
      return false;
    }
    at += length;
    return true;
  }

  /** Reads decimal digits and the byte after them; -1: they are not there. */
  private int number(byte after) {
    long value = 0;
    int first = at;
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9' && value <= Integer.MAX_VALUE) {
      value = value * 10 + bytes[at++] - '0';
    }
    if (at == first || at >= end || bytes[at] != after || value > Integer.MAX_VALUE) {
      return -1;
    }
    at++;
    return (int) value;
  }

  private boolean is(byte[] text, int from, int length) {
    return length == text.length && startsAt(text, from);
  }

  private int find(byte[] text, int from, int to) {
    for (int i = from; i <= to - text.length; i++) {
      if (startsAt(text, i)) {
        return i;
      }
    }
    return -1;
  }

  /** Letters of the response count as lower case if the text's are. */
  private boolean startsAt(byte[] text, int from) {
    if (from + text.length > end) {
      return false;
    }
    for (int i = 0; i < text.length; i++) {
      int there = bytes[from + i];
      if (there != text[i] && (there < 'A' || there > 'Z' || there + 32 != text[i])) {
        return false;
      }
    }
    return true;
  }
}
