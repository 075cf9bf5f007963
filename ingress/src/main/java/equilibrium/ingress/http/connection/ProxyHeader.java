package equilibrium.ingress.http.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import equilibrium.ingress.net.Addresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A header of the PROXY protocol, version 1 or 2. It stands before the first byte of HTTP or TLS.
 *
 * <pre>
 * 1: "PROXY TCP4 192.0.2.7 198.51.100.1 51413 6969\r\n", at most 107 bytes; or "PROXY UNKNOWN ...\r\n"
 * 2: 0 signature[12]; 12 version and command; 13 family and protocol; 14 u16 length; 16 addresses, TLVs
 * </pre>
 */
public sealed interface ProxyHeader {

  /** The bytes so far may become a header. */
  record Incomplete() implements ProxyHeader {}

  /** There is no header: HTTP or TLS begins at once. */
  record Absent() implements ProxyHeader {}

  /** A header that breaks the protocol. */
  record Malformed() implements ProxyHeader {}

  /**
   * A header.
   *
   * @param client the client's address; null: the connection is the proxy's own, or the proxy does
   *     not know its client
   * @param bytes length of the header
   */
  record Complete(@Nullable InetSocketAddress client, int bytes) implements ProxyHeader {}

  /** Most bytes of a header, with what version 2 may append. */
  int MOST_BYTES = 4096;

  /** Reads from the position of the buffer, and leaves the buffer as it was. */
  static ProxyHeader read(ByteBuffer from) {
    var bytes = from.slice();
    if (startsLike(bytes, Version1.NAME)) {
      return bytes.remaining() < Version1.NAME.length ? new Incomplete() : Version1.read(bytes);
    }
    if (startsLike(bytes, Version2.SIGNATURE)) {
      return bytes.remaining() < Version2.FIXED ? new Incomplete() : Version2.read(bytes);
    }
    return new Absent();
  }

  private static boolean startsLike(ByteBuffer bytes, byte[] start) {
    int known = Math.min(bytes.remaining(), start.length);
    return bytes.slice(0, known).equals(ByteBuffer.wrap(start, 0, known));
  }

  /** A line of text. */
  final class Version1 {
    private static final byte[] NAME = "PROXY ".getBytes(ISO_8859_1);
    private static final int MOST = 107;
    private static final Pattern LINE =
        Pattern.compile("PROXY TCP([46]) (\\S{2,39}) (\\S{2,39}) (\\d{1,5}) (\\d{1,5})");
    private static final Pattern UNNAMED = Pattern.compile("PROXY UNKNOWN( .*)?");

    private static ProxyHeader read(ByteBuffer bytes) {
      byte[] start = new byte[Math.min(bytes.remaining(), MOST)];
      bytes.get(0, start);
      var text = new String(start, ISO_8859_1);
      int end = text.indexOf("\r\n");
      if (end < 0) {
        return start.length < MOST ? new Incomplete() : new Malformed();
      }
      return line(text.substring(0, end));
    }

    private static ProxyHeader line(String line) {
      int bytes = line.length() + 2;
      if (UNNAMED.matcher(line).matches()) {
        return new Complete(null, bytes);
      }
      var match = LINE.matcher(line);
      if (!match.matches()) {
        return new Malformed();
      }
      var source = Addresses.literal(match.group(2));
      var target = Addresses.literal(match.group(3));
      int port = Integer.parseInt(match.group(4));
      boolean colons = match.group(1).equals("6");
      return source == null
              || target == null
              || colons != match.group(2).contains(":")
              || colons != match.group(3).contains(":")
              || port > 65_535
          ? new Malformed()
          : new Complete(new InetSocketAddress(source, port), bytes);
    }

    private Version1() {}
  }

  /** Numbers in network order. */
  final class Version2 {
    private static final byte[] SIGNATURE = "\r\n\r\n\0\r\nQUIT\n".getBytes(ISO_8859_1);
    private static final int FIXED = 16;
    private static final int LOCAL = 0x20;
    private static final int PROXY = 0x21;
    private static final int TCP_IPV4 = 0x11;
    private static final int TCP_IPV6 = 0x21;

    private static ProxyHeader read(ByteBuffer bytes) {
      int command = bytes.get(12) & 0xff;
      int family = bytes.get(13) & 0xff;
      int length = bytes.getShort(14) & 0xffff;
      if ((command != LOCAL && command != PROXY) || FIXED + length > MOST_BYTES) {
        return new Malformed();
      }
      if (bytes.remaining() < FIXED + length) {
        return new Incomplete();
      }
      if (command == LOCAL) {
        return new Complete(null, FIXED + length);
      }
      return switch (family) {
        case TCP_IPV4 -> named(bytes, 4, length);
        case TCP_IPV6 -> named(bytes, 16, length);
        // unspecified, UDP, Unix sockets: the protocol says to use the connection's own address
        case 0x00, 0x12, 0x22, 0x31, 0x32 -> new Complete(null, FIXED + length);
        default -> new Malformed();
      };
    }

    private static ProxyHeader named(ByteBuffer bytes, int addressBytes, int length) {
      if (length < 2 * addressBytes + 4) {
        return new Malformed();
      }
      byte[] address = new byte[addressBytes];
      bytes.get(FIXED, address);
      int port = bytes.getShort(FIXED + 2 * addressBytes) & 0xffff;
      try {
        var client = new InetSocketAddress(InetAddress.getByAddress(address), port);
        return new Complete(client, FIXED + length);
      } catch (UnknownHostException e) {
        throw new IllegalStateException("an address of %d bytes".formatted(addressBytes), e);
      }
    }

    private Version2() {}
  }
}
