package equilibrium.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import equilibrium.schemas.event.ClientId;

/**
 * Client ids that come from an announce key or a peer id (docs/architecture.md 4): the first 16
 * bytes of SHA-256 over one byte for the kind and the thing itself. Keys are secrets, so their
 * digests need no other; those of addresses do ({@link AddressIds}). The derivation never changes:
 * a change orphans every standing.
 */
public final class ClientIds {
  private static final byte KEY = 'k';
  private static final byte PEER_ID = 'p';

  /** From an announce key, as it stands in the URL. */
  public static ClientId ofKey(String key) {
    return of(KEY, key.getBytes(UTF_8));
  }

  /**
   * From a peer id.
   *
   * @param peerId 20 bytes
   */
  public static ClientId ofPeerId(byte[] peerId) {
    return of(PEER_ID, peerId);
  }

  private static ClientId of(byte kind, byte[] content) {
    var id = new ClientId(new byte[Ids.CLIENT_ID_BYTES]);
    write(kind, content, content.length, id);
    return id;
  }

  /** Overwrites an id with that of an announce key, which is the first so many bytes. */
  public static void writeOfKey(byte[] key, int length, ClientId id) {
    write(KEY, key, length, id);
  }

  /**
   * Overwrites an id with that of a peer id.
   *
   * @param peerId 20 bytes
   */
  public static void writeOfPeerId(byte[] peerId, ClientId id) {
    write(PEER_ID, peerId, Ids.PEER_ID_BYTES, id);
  }

  private static void write(byte kind, byte[] content, int length, ClientId id) {
    var sha256 = Sha256.ofThread();
    sha256.add(kind);
    sha256.add(content, length);
    System.arraycopy(sha256.digest(), 0, id.bytes(), 0, Ids.CLIENT_ID_BYTES);
  }

  private ClientIds() {}
}
