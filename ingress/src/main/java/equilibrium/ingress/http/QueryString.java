package equilibrium.ingress.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A query as clients write it: names and values are bytes, percent-encoded or not, and {@code +} is
 * a plus (BEP 3, docs/protocol.md H1). Undertow's own decoding goes through UTF-8, which destroys
 * info-hashes.
 */
final class QueryString {

  /** A name, not decoded, and its decoded value. */
  static final class Parameter {
    private final String name;
    private final byte[] value;

    Parameter(String name, byte[] value) {
      this.name = name;
      this.value = value;
    }

    String name() {
      return name;
    }

    byte[] value() {
      return value;
    }

    String text() {
      return new String(value, ISO_8859_1);
    }
  }

  /** The parameters in their order. A percent sign without two hex digits stands for itself. */
  static List<Parameter> parse(String raw) {
    var parameters = new ArrayList<Parameter>(16);
    int from = 0;
    while (from < raw.length()) {
      int and = raw.indexOf('&', from);
      int to = and < 0 ? raw.length() : and;
      int equals = raw.indexOf('=', from);
      if (equals >= 0 && equals < to) {
        parameters.add(new Parameter(raw.substring(from, equals), decode(raw, equals + 1, to)));
      } else if (to > from) {
        parameters.add(new Parameter(raw.substring(from, to), new byte[0]));
      }
      from = to + 1;
    }
    return parameters;
  }

  private static byte[] decode(String raw, int from, int to) {
    var bytes = new ByteArrayOutputStream(to - from);
    for (int i = from; i < to; i++) {
      char c = raw.charAt(i);
      int value = c == '%' && i + 2 < to ? hex(raw.charAt(i + 1), raw.charAt(i + 2)) : -1;
      if (value >= 0) {
        bytes.write(value);
        i += 2;
      } else {
        bytes.write(c);
      }
    }
    return bytes.toByteArray();
  }

  private static int hex(char high, char low) {
    int value = (Character.digit(high, 16) << 4) | Character.digit(low, 16);
    return Character.digit(high, 16) < 0 || Character.digit(low, 16) < 0 ? -1 : value;
  }

  private QueryString() {}
}
