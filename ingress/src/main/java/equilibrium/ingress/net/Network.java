package equilibrium.ingress.net;

import equilibrium.schemas.IpAddress;
import equilibrium.schemas.event.Address;
import java.net.InetAddress;

/**
 * A network in CIDR notation. An IPv4 network contains its addresses in both forms, plain and
 * mapped into IPv6.
 *
 * @param first the network's first address
 * @param bits how many of them count, 0 to 128
 */
public record Network(IpAddress first, int bits) {
  /** Throws an {@link IllegalArgumentException} that says what was expected. */
  public static Network parse(String text) {
    int slash = text.indexOf('/');
    var literal = slash < 0 ? text : text.substring(0, slash);
    var address = IpAddress.parse(literal);
    if (address == null) {
      throw expected(text, "an address, or a network like 192.0.2.0/24 or 2001:db8::/32");
    }
    boolean isShort = literal.indexOf(':') < 0;
    int most = isShort ? 32 : 128;
    int bits = slash < 0 ? most : bits(text, text.substring(slash + 1), most);
    var network = new Network(address, isShort ? bits + IpAddress.MAPPED_BITS : bits);
    if (!network.contains(address)) {
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

  public boolean contains(InetAddress address) {
    return contains(IpAddress.of(address));
  }

  public boolean contains(Address address) {
    return contains(IpAddress.of(address));
  }

  private boolean contains(IpAddress address) {
    return first.equals(address.first(bits));
  }
}
