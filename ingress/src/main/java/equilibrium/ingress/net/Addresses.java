package equilibrium.ingress.net;

import equilibrium.ingress.swarm.Family;
import equilibrium.schemas.event.Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Addresses in the form that events hold: 16 bytes, IPv4 mapped into IPv6. */
public final class Addresses {
  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};
  private static final Pattern LITERAL =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|(?=.*:)[0-9a-fA-F:.]{2,45}");

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

  /**
   * The address that a text writes out, of either family, without a zone; null: it writes none.
   * Never asks a name server.
   */
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

  /** What limits count as one subscriber: an IPv4 address, or the /64 of an IPv6 address. */
  public static long subscriber(InetAddress address) {
    var bytes = ByteBuffer.wrap(of(address).bytes());
    return Family.of(bytes.array()) == Family.IPV4 ? bytes.getLong(8) : bytes.getLong(0);
  }

  /** Text of 4 or 16 bytes: IPv4 with dots, IPv6 as in RFC 5952. */
  public static String text(byte[] bytes) {
    var text = new StringBuilder(39);
    if (bytes.length == 4) {
      for (byte octet : bytes) {
        text.append(text.isEmpty() ? "" : ".").append(octet & 0xff);
      }
      return text.toString();
    }
    int gap = longestZeros(bytes);
    int afterGap = gap + zeros(bytes, gap);
    for (int group = 0; group < 8; group++) {
      if (group == gap) {
        text.append("::");
        group = afterGap - 1;
      } else {
        text.append(group == 0 || group == afterGap ? "" : ":");
        text.append(Integer.toHexString(group(bytes, group)));
      }
    }
    return text.toString();
  }

  /** Start of the first of the longest runs of zero groups; 8: no run has two groups. */
  private static int longestZeros(byte[] bytes) {
    int best = 8;
    for (int group = 0; group < 8; group++) {
      if (zeros(bytes, group) > Math.max(1, zeros(bytes, best))) {
        best = group;
      }
    }
    return best;
  }

  private static int zeros(byte[] bytes, int from) {
    int group = from;
    while (group < 8 && group(bytes, group) == 0) {
      group++;
    }
    return group - from;
  }

  private static int group(byte[] bytes, int group) {
    return ((bytes[2 * group] & 0xff) << 8) | (bytes[2 * group + 1] & 0xff);
  }

  private Addresses() {}
}
