package equilibrium.ingress.udp;

import equilibrium.ingress.net.ClusterSecret;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Connection ids that need no memory (BEP 15, docs/protocol.md U4 and U5): the second of issue, and
 * a MAC over it and the address.
 *
 * <pre>
 * dialect                1   0: BEP 15
 * seconds since 1970    15   their lower bits: an id is unique for nine hours
 * MAC                   48   over the dialect, all the seconds and the address
 * </pre>
 *
 * Bound to the address and not to the port: libtorrent keeps one id for each tracker address. Good
 * for 120 s; ids from the future are refused but for {@link #AHEAD_SECONDS}, since nodes' clocks
 * differ.
 *
 * <p>A guess is right with a chance of 2^-48, or 2^-47 while two secrets are accepted. 2^20 guesses
 * succeed with 4e-9, a million a second for a year with 0.1. A MAC of 32 bits would fall to the
 * same million a second in an hour.
 */
final class ConnectionIds {
  static final int GOOD_SECONDS = 120;
  static final int AHEAD_SECONDS = 5;
  private static final int DIALECT_SHIFT = 63;
  private static final int MAC_BITS = 48;
  private static final long MAC = (1L << MAC_BITS) - 1;
  private static final long STAMP = 0x7fff;
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final ClusterSecret secret;

  ConnectionIds(ClusterSecret secret) {
    this.secret = secret;
  }

  /** The id for an address (16 bytes, IPv4 mapped) at a moment. */
  long give(byte[] address, long nowSeconds, Dialect dialect) {
    long spoken = (long) dialect.number() << DIALECT_SHIFT;
    long mac = secret.sign(high(address), low(address), spoken | nowSeconds);
    return spoken | ((nowSeconds & STAMP) << MAC_BITS) | (mac & MAC);
  }

  /** Whether an id was given to this address, in whichever dialect, and is still good. */
  boolean isGood(long id, byte[] address, long nowSeconds) {
    return nowSeconds - given(id, nowSeconds) < GOOD_SECONDS && wasGood(id, address, nowSeconds);
  }

  /** Whether an id was given to this address within nine hours, good still or not. */
  boolean wasGood(long id, byte[] address, long nowSeconds) {
    long spoken = (long) dialect(id) << DIALECT_SHIFT;
    long signed = spoken | given(id, nowSeconds);
    return secret.isSigned(high(address), low(address), signed, id, MAC);
  }

  private static long high(byte[] address) {
    return (long) WORDS.get(address, 0);
  }

  private static long low(byte[] address) {
    return (long) WORDS.get(address, Long.BYTES);
  }

  /** The latest second, not too far ahead, that an id may have been given in. */
  private static long given(long id, long nowSeconds) {
    long latest = nowSeconds + AHEAD_SECONDS;
    return latest - ((latest - ((id >>> MAC_BITS) & STAMP)) & STAMP);
  }

  /** The {@link Dialect#number} that an id was given in. */
  static int dialect(long id) {
    return (int) (id >>> DIALECT_SHIFT);
  }
}
