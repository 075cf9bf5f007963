package equilibrium.ingress.http;

import equilibrium.ingress.http.connection.GetRequest;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a query in the bytes of its request, one after the other, as {@link
 * QueryString} splits them. One object serves all requests of a thread, one after the other.
 */
final class QueryBytes {
  private final byte[] value = new byte[GetRequest.MOST_BYTES];
  private byte[] bytes = value;
  private int at;
  private int to;
  private int nameFrom;
  private int nameTo;
  private int length;

  /** Begins with the query of this request. */
  void of(GetRequest request) {
    bytes = request.bytes();
    at = request.pathTo() + 1;
    to = request.queryTo();
  }

  /** Goes on to the next parameter; false: there is none. */
  boolean next() {
    while (at < to) {
      nameFrom = at;
      nameTo = nameFrom;
      while (nameTo < to && bytes[nameTo] != '=' && bytes[nameTo] != '&') {
        nameTo++;
      }
      length = 0;
      int end = nameTo < to && bytes[nameTo] == '=' ? decode(nameTo + 1) : nameTo;
      at = end + 1;
      if (end > nameFrom) {
        return true;
      }
    }
    return false;
  }

  /** Decodes the value up to its end, which is returned. */
  private int decode(int from) {
    int size = 0;
    int end = from;
    while (end < to && bytes[end] != '&') {
      byte c = bytes[end++];
      if (c == '%') { // two hex digits follow, as of every request that gets here
        c = (byte) (hex(bytes[end]) << 4 | hex(bytes[end + 1]));
        end += 2;
      }
      value[size++] = c;
    }
    length = size;
    return end;
  }

  private static int hex(byte digit) {
    return digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
  }

  /** Where the name of the parameter begins in the request, not decoded. */
  int nameFrom() {
    return nameFrom;
  }

  int nameTo() {
    return nameTo;
  }

  /** The name as a parameter of announces; null: none that is read. */
  @Nullable AnnounceParameter name() {
    return AnnounceParameter.of(bytes, nameFrom, nameTo);
  }

  /** Holds the decoded value at its beginning, always the same array. */
  byte[] value() {
    return value;
  }

  /** Bytes of the value. */
  int length() {
    return length;
  }
}
