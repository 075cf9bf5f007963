package equilibrium.ingress.udp;

import equilibrium.platform.Fault;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Connection ids that need no memory (BEP 15, protocol U4 and U5): the second they were given in,
 * and a MAC over it and the address.
 *
 * <pre>
 * seconds since 1970   32
 * MAC                  32
 * </pre>
 *
 * Bound to the address and not to the port: libtorrent keeps one id for each tracker address. Good
 * for 120 s; ids from the future are refused but for {@link #AHEAD_SECONDS}, since nodes' clocks
 * differ.
 */
final class ConnectionIds {
  static final int GOOD_SECONDS = 120;
  static final int AHEAD_SECONDS = 5;
  private static final int SECRET_BYTES = 16;

  private final SipHash mac;

  ConnectionIds(long key0, long key1) {
    mac = new SipHash(key0, key1);
  }

  /** With the secret in the data folder, drawn if there is none: ids outlive a restart. */
  static ConnectionIds in(Path data) {
    var file = data.resolve("udp-secret");
    try {
      Files.createDirectories(data);
      if (!Files.exists(file)) {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        Files.writeString(file, HexFormat.of().formatHex(secret));
      }
      var secret = ByteBuffer.wrap(HexFormat.of().parseHex(Files.readString(file).strip()));
      return new ConnectionIds(secret.getLong(), secret.getLong());
    } catch (IOException e) {
      throw new Fault("%s cannot be read or written: %s".formatted(file, e), e);
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      throw new Fault("%s should hold 32 hex digits".formatted(file), e);
    }
  }

  /** The id for an address (16 bytes, IPv4 mapped) at a moment. */
  long give(byte[] address, long nowSeconds) {
    return (nowSeconds << 32) | (mac(address, (int) nowSeconds) & 0xffff_ffffL);
  }

  /** Whether an id was given to this address and is still good. */
  boolean isGood(long id, byte[] address, long nowSeconds) {
    int given = (int) (id >>> 32);
    int age = (int) nowSeconds - given;
    return age >= -AHEAD_SECONDS && age < GOOD_SECONDS && mac(address, given) == (int) id;
  }

  private int mac(byte[] address, int seconds) {
    var words = ByteBuffer.wrap(address);
    return (int) mac.of(words.getLong(), words.getLong(), seconds);
  }
}
