package equilibrium.ingress.udp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import equilibrium.ingress.announce.AnnounceKey;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The announce key in the options of a UDP announce (BEP 41), whose path is HTTP's: {@code
 * /announce}, {@code /KEY/announce}, {@code /announce/KEY}, with any number of slashes. Not
 * thread-safe: keeps its buffer.
 */
final class UrlData {
  private static final int END = 0;
  private static final int NOTHING = 1;
  private static final int URL = 2;
  private static final byte[] ANNOUNCE = "announce".getBytes(US_ASCII);
  private static final int MOST_PARTS = 3;

  private byte[] url = new byte[512];
  private int length;

  /** The parts of the path, from and to. */
  private final int[] parts = new int[2 * MOST_PARTS];

  /** Reads the key in the options from the position of the buffer on. */
  void read(ByteBuffer options, AnnounceKey key) {
    join(options);
    switch (split()) {
      case 2 -> {
        if (isAnnounce(1) && isKey(0)) {
          set(0, key);
        } else if (isAnnounce(0) && isKey(1)) {
          set(1, key);
        }
      }
      case 3 -> {
        if (isKey(0) && isAnnounce(1) && isKey(2)) {
          set(0, key);
        }
      }
      default -> {} // no key
    }
  }

  /** Path and query: all URL data together. An option that overruns the datagram is ignored. */
  byte[] url(ByteBuffer options) {
    join(options);
    return Arrays.copyOf(url, length);
  }

  private void join(ByteBuffer options) {
    length = 0;
    if (options.remaining() > url.length) {
      url = new byte[options.remaining()];
    }
    while (options.hasRemaining()) {
      int type = options.get() & 0xff;
      if (type == END) {
        return;
      }
      if (type != NOTHING) {
        value(type, options);
      }
    }
  }

  private void value(int type, ByteBuffer options) {
    int said = options.hasRemaining() ? options.get() & 0xff : 0;
    int there = Math.min(said, options.remaining());
    options.get(url, length, there);
    if (type == URL && there == said) {
      length += there;
    }
  }

  /** Finds the parts of the path; how many there are, or 0: it is none of those above. */
  private int split() {
    int found = 0;
    int at = 0;
    while (at < length && url[at] != '?') {
      if (url[at] == '/') {
        at++;
        continue;
      }
      int from = at;
      while (at < length && AnnounceKey.allows(url[at])) {
        at++;
      }
      boolean isWhole = at == length || url[at] == '/' || url[at] == '?';
      if (!isWhole || found == MOST_PARTS) {
        return 0;
      }
      parts[2 * found] = from;
      parts[2 * found + 1] = at;
      found++;
    }
    return found;
  }

  private boolean isAnnounce(int part) {
    return Arrays.equals(url, from(part), to(part), ANNOUNCE, 0, ANNOUNCE.length);
  }

  private boolean isKey(int part) {
    return to(part) - from(part) <= AnnounceKey.MOST_BYTES;
  }

  private void set(int part, AnnounceKey key) {
    key.set(url, from(part), to(part) - from(part));
  }

  private int from(int part) {
    return parts[2 * part];
  }

  private int to(int part) {
    return parts[2 * part + 1];
  }
}
