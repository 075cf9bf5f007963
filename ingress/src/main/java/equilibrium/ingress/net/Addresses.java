package equilibrium.ingress.net;

import equilibrium.schemas.IpAddress;
import equilibrium.schemas.event.Address;
import java.net.Inet4Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Addresses in the form that events hold: 16 bytes, IPv4 mapped into IPv6. */
public final class Addresses {
  public static Address of(InetAddress address) {
    return of(address.getAddress());
  }

  /** From 4 or 16 bytes in network order. */
  public static Address of(byte[] bytes) {
    return IpAddress.of(bytes).event();
  }

  /**
   * Overwrites an address. The four bytes of an IPv4 address are read one by one: then the array
   * that Java makes for them is compiled away, as that of an IPv6 address never is.
   */
  public static void write(InetAddress from, Address into) {
    if (from instanceof Inet4Address ipv4) {
      byte[] b = ipv4.getAddress();
      int bits = b[0] << 24 | (b[1] & 0xff) << 16 | (b[2] & 0xff) << 8 | (b[3] & 0xff);
      IpAddress.write(0, IpAddress.mapped(bits), into.bytes(), 0);
    } else {
      byte[] bytes = from.getAddress();
      System.arraycopy(bytes, 0, into.bytes(), 0, IpAddress.BYTES);
    }
  }

  /** {@link IpAddress#literal}. */
  public static @Nullable InetAddress literal(String text) {
    return IpAddress.literal(text);
  }

  /** {@link IpAddress#limitNetwork}. */
  public static long subscriber(InetAddress address) {
    return IpAddress.of(address).limitNetwork();
  }

  /** {@link IpAddress#text}, from 4 or 16 bytes. */
  public static String text(byte[] bytes) {
    return IpAddress.of(bytes).text();
  }

  private Addresses() {}
}
