package equilibrium.ingress.net;

import equilibrium.schemas.IpAddress;
import equilibrium.schemas.event.Address;
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
