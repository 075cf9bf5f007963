package equilibrium.ingress.net;

import equilibrium.ingress.swarm.Family;
import equilibrium.ingress.swarm.Visit;
import equilibrium.schemas.IpAddress;
import equilibrium.schemas.event.Address;
import java.net.InetAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Addresses as events hold them: 16 bytes, IPv4 mapped. */
public final class Addresses {
  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

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

  /** The family of 16 bytes; IPv4 mapped ones are IPv4, whichever socket they came by. */
  public static Family family(byte[] address) {
    return Arrays.equals(address, 0, MAPPED.length, MAPPED, 0, MAPPED.length)
        ? Family.IPV4
        : Family.IPV6;
  }

  /** Makes 16 bytes the address of a visit. */
  public static void enter(byte[] address, Visit visit) {
    visit.family = family(address);
    int from = visit.family == Family.IPV4 ? MAPPED.length : 0;
    System.arraycopy(address, from, visit.address, 0, address.length - from);
  }

  private Addresses() {}
}
