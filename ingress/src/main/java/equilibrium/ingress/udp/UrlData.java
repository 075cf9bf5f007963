package equilibrium.ingress.udp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The announce key in the options of a UDP announce (BEP 41), whose path is HTTP's. */
final class UrlData {
  private static final int END = 0;
  private static final int NOTHING = 1;
  private static final int URL = 2;
  private static final Pattern KEY =
      Pattern.compile(
          "/*(?:([\\w-]{1,64})/+)?announce(?:/+([\\w-]{1,64}))?/*(?:\\?.*)?", Pattern.DOTALL);

  /** The key in the options from the position of the buffer on; null: none. */
  static @Nullable String key(ByteBuffer options) {
    if (!options.hasRemaining()) {
      return null;
    }
    var path = KEY.matcher(url(options));
    if (!path.matches()) {
      return null;
    }
    return path.group(1) == null ? path.group(2) : path.group(1);
  }

  /** Path and query: all URL data together. An option that overruns the datagram is ignored. */
  static String url(ByteBuffer options) {
    var url = new StringBuilder();
    while (options.hasRemaining()) {
      int type = options.get() & 0xff;
      if (type == END) {
        break;
      }
      if (type == NOTHING) {
        continue;
      }
      int length = options.hasRemaining() ? options.get() & 0xff : 0;
      byte[] value = new byte[Math.min(length, options.remaining())];
      options.get(value);
      if (type == URL && value.length == length) {
        url.append(new String(value, ISO_8859_1));
      }
    }
    return url.toString();
  }

  private UrlData() {}
}
