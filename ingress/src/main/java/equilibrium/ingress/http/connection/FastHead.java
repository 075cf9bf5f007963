package equilibrium.ingress.http.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;

/** The head of an answer on the fast path, byte for byte as Undertow writes it. */
final class FastHead {
  /** Longer than any head. */
  static final int MOST_BYTES = 128;

  private static final byte[] HTTP10 = bytes("HTTP/1.0", "close");
  private static final byte[] HTTP11 = bytes("HTTP/1.1", "close");
  private static final byte[] HTTP11_KEPT = bytes("HTTP/1.1", "keep-alive");

  private static byte[] bytes(String version, String connection) {
    return "%s 200 OK\r\nConnection: %s\r\nContent-Type: text/plain\r\nContent-Length: "
        .formatted(version, connection)
        .getBytes(ISO_8859_1);
  }

  static void put(ByteBuffer into, boolean isHttp11, boolean isKept, int bodyBytes) {
    byte[] http11 = isKept ? HTTP11_KEPT : HTTP11;
    into.put(isHttp11 ? http11 : HTTP10);
    number(into, bodyBytes);
    into.put((byte) '\r').put((byte) '\n').put((byte) '\r').put((byte) '\n');
  }

  private static void number(ByteBuffer into, int value) {
    if (value >= 10) {
      number(into, value / 10);
    }
    into.put((byte) ('0' + value % 10));
  }

  private FastHead() {}
}
