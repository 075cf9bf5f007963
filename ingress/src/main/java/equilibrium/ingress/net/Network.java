package equilibrium.ingress.net;

import equilibrium.schemas.event.Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * A network in CIDR notation. An IPv4 network contains its addresses in both forms, plain and
 * mapped into IPv6.
 *
 * @param high the first 64 bits of the network's address, an IPv4 one mapped
 * @param low the other 64 bits
 * @param bits how many of them count, 0 to 128
 */
public record Network(long high, long low, int bits) {
  private static final int IPV4_BITS = 96;

  /** Throws an {@link IllegalArgumentException} that says what was expected. */
  public static Network parse(String text) {
    int slash = text.indexOf('/');
    var literal = slash < 0 ? text : text.substring(0, slash);
    var address = Addresses.literal(literal);
    if (address == null) {
      throw expected(text, "an address, or a network like 192.0.2.0/24 or 2001:db8::/32");
    }
    boolean isShort = literal.indexOf(':') < 0;
    int most = isShort ? 32 : 128;
    int bits = slash < 0 ? most : bits(text, text.substring(slash + 1), most);
    var network = of(Addresses.of(address), isShort ? bits + IPV4_BITS : bits);
    if (!network.equals(network.masked())) {
      throw expected(text, "no bits of the address beyond the first " + bits);
    }
    return network;
  }

  private static int bits(String text, String digits, int most) {
    if (digits.matches("\\d{1,3}") && Integer.parseInt(digits) <= most) {
      return Integer.parseInt(digits);
    }
    throw expected(text, "a length from 0 to %d behind the slash".formatted(most));
  }

  private static IllegalArgumentException expected(String text, String what) {
    return new IllegalArgumentException("\"%s\", expected %s".formatted(text, what));
  }

  private static Network of(Address address, int bits) {
    var words = ByteBuffer.wrap(address.bytes());
    return new Network(words.getLong(), words.getLong(), bits);
  }

  private Network masked() {
    return new Network(high & mask(bits), low & mask(bits - 64), bits);
  }

  /** The first so many bits of 64; none if fewer than 1, all if more than 63. */
  private static long mask(int bits) {
    if (bits <= 0) {
      return 0;
    }
    return bits >= 64 ? -1L : -1L << (64 - bits);
  }

  public boolean contains(InetAddress address) {
    return contains(Addresses.of(address));
  }

  public boolean contains(Address address) {
    return equals(of(address, bits).masked());
  }
}
