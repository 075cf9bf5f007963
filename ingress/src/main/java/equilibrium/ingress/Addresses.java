package equilibrium.ingress;

import equilibrium.ingress.swarm.Family;
import equilibrium.schemas.event.Address;
import java.net.InetAddress;
import java.util.Arrays;

/** Addresses as events hold them: 16 bytes, IPv4 mapped. */
public final class Addresses {
  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  public static Address of(InetAddress address) {
    return of(address.getAddress());
  }

  /** From 4 or 16 bytes in network order. */
  public static Address of(byte[] bytes) {
    if (bytes.length == 16) {
      return new Address(bytes);
    }
    byte[] mapped = Arrays.copyOf(MAPPED, 16);
    System.arraycopy(bytes, 0, mapped, MAPPED.length, 4);
    return new Address(mapped);
  }

  /** The family of 16 bytes; IPv4 mapped ones are IPv4, whichever socket they came by. */
  public static Family family(byte[] address) {
    return Arrays.equals(address, 0, MAPPED.length, MAPPED, 0, MAPPED.length)
        ? Family.IPV4
        : Family.IPV6;
  }

  private Addresses() {}
}
