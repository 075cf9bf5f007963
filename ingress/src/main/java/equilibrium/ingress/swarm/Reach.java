package equilibrium.ingress.swarm;

import equilibrium.ingress.memory.HotPath;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Which peers are listed to which clients, by the kinds of their addresses. A client gets peers
 * with addresses of its own kind, and those with public ones; a client on the tracker's own machine
 * gets all. Any other peer stands in lists under the external address, if there is one of its
 * family.
 *
 * <pre>
 * public      all others
 * private     10/8, 172.16/12, 192.168/16 (RFC 1918), 100.64/10 (RFC 6598), fc00::/7, fec0::/10
 * link-local  169.254/16, fe80::/10
 * loopback    127/8, ::1
 * </pre>
 */
@HotPath
public final class Reach {
  /** Everybody is listed to everybody. */
  public static final Reach UNLIMITED = new Reach(false, null, null);

  static final int PUBLIC = 0;
  static final int PRIVATE = 1;
  static final int LINK_LOCAL = 2;
  static final int LOOPBACK = 3;

  private static final int ALL = 0b1111;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final boolean limited;
  private final byte @Nullable [] ipv4;
  private final byte @Nullable [] ipv6;

  /**
   * The rules of a tracker.
   *
   * @param limited false: everybody is listed to everybody
   * @param ipv4 external address, 4 bytes; null: none
   * @param ipv6 external address, 16 bytes; null: none
   */
  public Reach(boolean limited, byte @Nullable [] ipv4, byte @Nullable [] ipv6) {
    this.limited = limited;
    this.ipv4 = ipv4;
    this.ipv6 = ipv6;
  }

  /** The kinds of addresses that a client can reach: one bit each, 1 &lt;&lt; kind. */
  int reachable(Question asked) {
    int kind = limited ? kind(asked.family, asked.address, 0) : LOOPBACK;
    return kind == LOOPBACK ? ALL : 1 << PUBLIC | 1 << kind;
  }

  /** The external address of a family; null: none. */
  byte @Nullable [] external(Family family) {
    return family == Family.IPV4 ? ipv4 : ipv6;
  }

  /** Whether an address of 4 or 16 bytes is reached from everywhere. */
  public static boolean isPublic(byte[] address) {
    var family = address.length == Family.IPV4.addressBytes ? Family.IPV4 : Family.IPV6;
    return kind(family, address, 0) == PUBLIC;
  }

  /** The kind of an address in these bytes, 0 to 3. */
  static int kind(Family family, byte[] bytes, int at) {
    return family == Family.IPV4
        ? ipv4((int) INT.get(bytes, at))
        : ipv6((long) LONG.get(bytes, at), (long) LONG.get(bytes, at + Long.BYTES));
  }

  private static int ipv4(int address) {
    int first = address >>> 24;
    if (first == 127) {
      return LOOPBACK;
    }
    if (address >>> 16 == 0xa9fe) {
      return LINK_LOCAL;
    }
    boolean isPrivate =
        first == 10
            || address >>> 20 == 0xac1
            || address >>> 16 == 0xc0a8
            || address >>> 22 == 0x191;
    return isPrivate ? PRIVATE : PUBLIC;
  }

  private static int ipv6(long high, long low) {
    if (high == 0 && low == 1) {
      return LOOPBACK;
    }
    int first = (int) (high >>> 54); // ten bits
    if (first == 0x3fa) {
      return LINK_LOCAL;
    }
    return first >>> 3 == 0x7e || first == 0x3fb ? PRIVATE : PUBLIC;
  }
}
