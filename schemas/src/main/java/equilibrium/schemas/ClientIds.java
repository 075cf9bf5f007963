package equilibrium.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import equilibrium.schemas.event.ClientId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * How client ids are derived (docs/architecture.md 4): the first 16 bytes of SHA-256 over one byte
 * for what it is derived from and the thing itself. For all time: changing it orphans every
 * standing.
 */
public final class ClientIds {
  private static final int SIZE = 16;
  private static final int IPV6_NETWORK_BYTES = 7;

  /** Of an announce key, as it stands in the URL. */
  public static ClientId ofKey(String key) {
    return digest('k', key.getBytes(UTF_8));
  }

  /**
   * Of an address: all of IPv4, the first 56 bits of IPv6.
   *
   * @param address 16 bytes, IPv4 mapped
   */
  public static ClientId ofAddress(byte[] address) {
    return digest('a', isIpv4(address) ? address : Arrays.copyOf(address, IPV6_NETWORK_BYTES));
  }

  /**
   * Of a peer id.
   *
   * @param peerId 20 bytes
   */
  public static ClientId ofPeerId(byte[] peerId) {
    return digest('p', peerId);
  }

  private static boolean isIpv4(byte[] address) {
    for (int i = 0; i < 10; i++) {
      if (address[i] != 0) {
        return false;
      }
    }
    return address[10] == -1 && address[11] == -1;
  }

  private static ClientId digest(char kind, byte[] what) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update((byte) kind);
      return new ClientId(Arrays.copyOf(sha256.digest(what), SIZE));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private ClientIds() {}
}
