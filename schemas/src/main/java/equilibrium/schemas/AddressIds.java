package equilibrium.schemas;

import equilibrium.schemas.event.Address;
import equilibrium.schemas.event.ClientId;
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
 * <p>Thread-safe: the digest is the thread's own, so that an id written into an array of the
 * caller's allocates nothing. It absorbs the key blocks anew for each id; a digest that has
 * absorbed them can only be copied as an object.
 */
public final class AddressIds {
  /** Bytes of the secret. */
  public static final int SECRET_BYTES = 32;

  private static final int BLOCK_BYTES = 64;
  private static final int IPV6_NETWORK_BYTES = 7;
  private static final byte KIND = 'a';

  private final byte[] inner;
  private final byte[] outer;

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
    inner = block(secret, 0x36);
    outer = block(secret, 0x5c);
  }

  private static byte[] block(byte[] secret, int pad) {
    byte[] block = Arrays.copyOf(secret, BLOCK_BYTES);
    for (int i = 0; i < BLOCK_BYTES; i++) {
      block[i] ^= (byte) pad;
    }
    return block;
  }

  public ClientId of(Address address) {
    var id = new ClientId(new byte[Ids.CLIENT_ID_BYTES]);
    write(address, id);
    return id;
  }

  /** Overwrites an id with that of an address. */
  public void write(Address address, ClientId id) {
    byte[] bytes = address.bytes();
    int length = IpAddress.isIpv4(bytes) ? bytes.length : IPV6_NETWORK_BYTES;
    var sha256 = Sha256.ofThread();
    sha256.add(inner, BLOCK_BYTES);
    sha256.add(KIND);
    sha256.add(bytes, length);
    byte[] first = sha256.digest();
    sha256.add(outer, BLOCK_BYTES);
    sha256.add(first, first.length);
    System.arraycopy(sha256.digest(), 0, id.bytes(), 0, Ids.CLIENT_ID_BYTES);
  }
}
