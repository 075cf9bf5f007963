package equilibrium.standalone.control;

import equilibrium.platform.Fault;
import equilibrium.schemas.Ids;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;

/** Ids as people type and read them: hex digits. */
public final class IdText {

  public static InfoHash infoHash(String text) {
    return new InfoHash(bytes(text, Ids.INFO_HASH_BYTES, "an info-hash"));
  }

  public static ClientId clientId(String text) {
    return new ClientId(bytes(text, Ids.CLIENT_ID_BYTES, "a client id"));
  }

  public static String of(byte[] id) {
    return Ids.hex(id);
  }

  private static byte[] bytes(String text, int size, String what) {
    byte[] bytes = Ids.parse(text, size);
    if (bytes == null) {
      throw new Fault("\"%s\" is not %s: expected %d hex digits".formatted(text, what, 2 * size));
    }
    return bytes;
  }

  private IdText() {}
}
