package equilibrium.ingress.udp;

import equilibrium.ingress.ClusterSecret;
import java.nio.ByteBuffer;

/**
 * Connection ids that need no memory (BEP 15, protocol U4 and U5): the second they were given in,
 * and a MAC over it and the address.
 *
 * <pre>
 * dialect                1   0: BEP 15
 * seconds since 1970    31   their lower bits
 * MAC                   32   over the above and the address
 * </pre>
 *
 * Bound to the address and not to the port: libtorrent keeps one id for each tracker address. Good
 * for 120 s; ids from the future are refused but for {@link #AHEAD_SECONDS}, since nodes' clocks
 * differ.
 */
final class ConnectionIds {
  static final int GOOD_SECONDS = 120;
  static final int AHEAD_SECONDS = 5;
  private static final long MAC = 0xffff_ffffL;

  private final ClusterSecret secret;

  ConnectionIds(ClusterSecret secret) {
    this.secret = secret;
  }

  /** The id for an address (16 bytes, IPv4 mapped) at a moment. */
  long give(byte[] address, long nowSeconds, Dialect dialect) {
    var words = ByteBuffer.wrap(address);
    int given = (dialect.number() << 31) | ((int) nowSeconds & Integer.MAX_VALUE);
    long mac = secret.sign(words.getLong(), words.getLong(), given);
    return ((long) given << 32) | (mac & MAC);
  }

  /** Whether an id was given to this address, in whichever dialect, and is still good. */
  boolean isGood(long id, byte[] address, long nowSeconds) {
    int given = (int) (id >>> 32);
    int age = (((int) nowSeconds - given) << 1) >> 1; // of 31 bits
    var words = ByteBuffer.wrap(address);
    return age >= -AHEAD_SECONDS
        && age < GOOD_SECONDS
        && secret.isSigned(words.getLong(), words.getLong(), given, id, MAC);
  }

  /** The {@link Dialect#number} that an id was given in. */
  static int dialect(long id) {
    return (int) (id >>> 63);
  }
}
