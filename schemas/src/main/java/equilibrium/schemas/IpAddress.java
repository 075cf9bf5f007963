package equilibrium.schemas;

import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.AddressFamily;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An IP address of either family, held as events hold it: 128 bits, an IPv4 address mapped into
 * IPv6 ({@code ::ffff:a.b.c.d}, RFC 4291 2.5.5.2). A mapped address is IPv4, whichever socket it
 * came by.
 *
 * @param high the first 64 bits
 * @param low the other 64 bits
 */
public record IpAddress(long high, long low) {
  /** Bytes of the mapped form. */
  public static final int BYTES = 16;

  /** Bits that the mapped form puts before an IPv4 address. */
  public static final int MAPPED_BITS = 96;

  private static final int IPV4_BYTES = 4;
  private static final int BITS = 8 * BYTES;
  private static final long MAPPED = 0xffffL << Integer.SIZE;
  private static final long IPV4_MASK = (1L << Integer.SIZE) - 1;
  private static final int CLIENT_BITS = 56;
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final Pattern LITERAL =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|(?=.*:)[0-9a-fA-F:.]{2,45}");

  /** From 4 or 16 bytes in network order. */
  public static IpAddress of(byte[] bytes) {
    var in = ByteBuffer.wrap(bytes);
    return switch (bytes.length) {
      case IPV4_BYTES -> new IpAddress(0, mapped(in.getInt()));
      case BYTES -> new IpAddress(in.getLong(), in.getLong());
      default ->
          throw new IllegalArgumentException(
              "an address of %d bytes, expected 4 or 16".formatted(bytes.length));
    };
  }

  public static IpAddress of(InetAddress address) {
    return of(address.getAddress());
  }

  public static IpAddress of(Address address) {
    return of(address.bytes());
  }

  /**
   * Reads an address of either family, without a zone, as people write it; null: the text is none.
   * Asks no name server.
   */
  public static @Nullable IpAddress parse(String text) {
    var address = literal(text);
    return address == null ? null : of(address);
  }

  /** As {@link #parse}, in Java's form. */
  public static @Nullable InetAddress literal(String text) {
    if (!LITERAL.matcher(text).matches()) {
      return null;
    }
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  /** The mapped form, in network order. */
  public byte[] bytes() {
    return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
  }

  /** As events carry it. */
  public Address event() {
    return new Address(bytes());
  }

  public boolean isIpv4() {
    return high == 0 && low >>> Integer.SIZE == MAPPED >>> Integer.SIZE;
  }

  /** As {@link #isIpv4()}, for the 16 bytes of the mapped form. */
  public static boolean isIpv4(byte[] mapped) {
    int bits = 0;
    for (int i = 0; i < 10; i++) {
      bits |= mapped[i];
    }
    return bits == 0 && (mapped[10] & mapped[11]) == -1;
  }

  public AddressFamily family() {
    return isIpv4() ? AddressFamily.IPV4 : AddressFamily.IPV6;
  }

  /**
   * The address with all but its first bits set to 0.
   *
   * @param bits of the mapped form that stay, 0 to 128
   */
  public IpAddress first(int bits) {
    return new IpAddress(high & mask(bits), low & mask(bits - Long.SIZE));
  }

  /** The first bits of 64: none of them for 0 and below, all for 64 and above. */
  private static long mask(int bits) {
    if (bits <= 0) {
      return 0;
    }
    return bits >= Long.SIZE ? -1L : -1L << (Long.SIZE - bits);
  }

  /** The network that counts as one client: an IPv4 address (/32), or the /56 of an IPv6 one. */
  public IpAddress clientNetwork() {
    return first(isIpv4() ? BITS : CLIENT_BITS);
  }

  /**
   * The network that limits count as one: an IPv4 address (/32), or the /64 of an IPv6 one. One
   * word for both families: no IPv6 network in use begins with {@code 0:ffff}, as the word of an
   * IPv4 address does.
   */
  public long limitNetwork() {
    return isIpv4() ? low : high;
  }

  /** The second half of the mapped form of an IPv4 address; the first is 0. */
  public static long mapped(int ipv4) {
    return MAPPED | Integer.toUnsignedLong(ipv4);
  }

  /** Writes the two halves of an address into an array, in network order. */
  public static void write(long high, long low, byte[] into, int at) {
    WORDS.set(into, at, high);
    WORDS.set(into, at + Long.BYTES, low);
  }

  /** As people write it: IPv4 with dots, IPv6 as RFC 5952 says. */
  public String text() {
    if (isIpv4()) {
      long v4 = low & IPV4_MASK;
      return "%d.%d.%d.%d".formatted(v4 >> 24, v4 >> 16 & 0xff, v4 >> 8 & 0xff, v4 & 0xff);
    }
    return groups();
  }

  private String groups() {
    var text = new StringBuilder(39);
    int gap = longestZeros();
    int afterGap = gap + zeros(gap);
    for (int group = 0; group < 8; group++) {
      if (group == gap) {
        text.append("::");
        group = afterGap - 1;
      } else {
        text.append(group == 0 || group == afterGap ? "" : ":");
        text.append(Integer.toHexString(group(group)));
      }
    }
    return text.toString();
  }

  /** Where the first of the longest runs of zero groups begins; 8: no run has two groups. */
  private int longestZeros() {
    int best = 8;
    for (int group = 0; group < 8; group++) {
      if (zeros(group) > Math.max(1, zeros(best))) {
        best = group;
      }
    }
    return best;
  }

  private int zeros(int from) {
    int group = from;
    while (group < 8 && group(group) == 0) {
      group++;
    }
    return group - from;
  }

  private int group(int group) {
    long word = group < 4 ? high : low;
    return (int) (word >>> (48 - 16 * (group & 3)) & 0xffff);
  }

  /** Without the address, which belongs in no log. */
  @Override
  public String toString() {
    return family() + " address";
  }
}
