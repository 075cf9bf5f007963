package equilibrium.ingress.announce;

/**
 * Numbers in an announce, read alike over every wire. A number that cannot be read counts as not
 * said: clients write "unknown" in many ways, such as -1 or 2^64-1 for {@code left} before they
 * have the metadata, and an error would only make them repeat the announce.
 */
public final class ClientNumbers {

  /** Most peers that a client can ask for; more counts as this many. */
  private static final int MOST_WANTED = Short.MAX_VALUE;

  /** A count of bytes, from 0 to 2^63-1, or {@link Announce#NOT_SAID}. */
  public static long counter(long value) {
    return value < 0 ? Announce.NOT_SAID : value;
  }

  /** The same, written in decimal digits. */
  public static long counter(String digits) {
    try {
      return counter(Long.parseLong(digits));
    } catch (NumberFormatException _) {
      return Announce.NOT_SAID;
    }
  }

  /** How many peers a client wants, from 0 to 32767; -1: not said. */
  public static int numWant(int value) {
    return Math.clamp(value, -1, MOST_WANTED);
  }

  /** The same, written in decimal digits; what does not fit 31 bits is not said. */
  public static int numWant(String digits) {
    try {
      return numWant(Integer.parseInt(digits));
    } catch (NumberFormatException _) {
      return -1;
    }
  }

  private ClientNumbers() {}
}
