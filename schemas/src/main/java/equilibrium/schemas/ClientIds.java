package equilibrium.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import equilibrium.schemas.event.ClientId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Client ids that come from an announce key or a peer id (docs/architecture.md 4): the first 16
 * bytes of SHA-256 over one byte for the kind and the thing itself. Keys are secrets, so their
 * digests need no other; those of addresses do ({@link AddressIds}). The derivation never changes:
 * a change orphans every standing.
 */
public final class ClientIds {

  /** From an announce key, as it stands in the URL. */
  public static ClientId ofKey(String key) {
    return digest('k', key.getBytes(UTF_8));
  }

  /**
   * From a peer id.
   *
   * @param peerId 20 bytes
   */
  public static ClientId ofPeerId(byte[] peerId) {
    return digest('p', peerId);
  }

  private static ClientId digest(char kind, byte[] content) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update((byte) kind);
      return new ClientId(Arrays.copyOf(sha256.digest(content), Ids.CLIENT_ID_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private ClientIds() {}
}
