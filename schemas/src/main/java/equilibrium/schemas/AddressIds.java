package equilibrium.schemas;

import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.ClientId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Ids of clients and networks that come from an address (docs/architecture.md 4): the first 16
 * bytes of HMAC-SHA-256 (RFC 2104) over {@code 'a'} and the address, under the tracker's identity
 * secret. The address is all of IPv4, or the first 56 bits of IPv6.
 *
 * <p>Without the secret nobody can turn an id back by trying all addresses; IPv4 has so few that an
 * unkeyed digest hides none. The secret never changes: another one orphans the standings and open
 * episodes of all clients without a key. Standard HMAC was chosen over SipHash, whose 128-bit form
 * is no part of Java and is not meant to hide what few guesses would find.
 *
 * <p>Both key blocks are absorbed once; an id then takes two copies and two compressions, as long
 * as the lookup and the single digest of an unkeyed id (0.4 µs each on one core of the build
 * machine). Thread-safe.
 */
public final class AddressIds {
  /** Bytes of the secret. */
  public static final int SECRET_BYTES = 32;

  private static final int BLOCK_BYTES = 64;
  private static final int IPV6_NETWORK_BYTES = 7;
  private static final byte KIND = 'a';

  private final MessageDigest inner;
  private final MessageDigest outer;

  /**
   * Ids under this secret.
   *
   * @param secret 32 random bytes
   */
  public AddressIds(byte[] secret) {
    if (secret.length != SECRET_BYTES) {
      throw new IllegalArgumentException(
          "a secret of %d bytes, expected %d".formatted(secret.length, SECRET_BYTES));
    }
    inner = keyed(secret, 0x36);
    inner.update(KIND);
    outer = keyed(secret, 0x5c);
  }

  private static MessageDigest keyed(byte[] secret, int pad) {
    byte[] block = Arrays.copyOf(secret, BLOCK_BYTES);
    for (int i = 0; i < BLOCK_BYTES; i++) {
      block[i] ^= (byte) pad;
    }
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(block);
      return sha256;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  public ClientId of(Address address) {
    byte[] bytes = address.bytes();
    int length = IpAddress.of(bytes).isIpv4() ? bytes.length : IPV6_NETWORK_BYTES;
    var first = copy(inner);
    first.update(bytes, 0, length);
    byte[] id = copy(outer).digest(first.digest());
    return new ClientId(Arrays.copyOf(id, Ids.CLIENT_ID_BYTES));
  }

  private static MessageDigest copy(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("Java's own SHA-256 can be copied", e);
    }
  }
}
