package equilibrium.standalone.control;

import equilibrium.platform.Fault;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import java.util.HexFormat;

/** Ids as people type and read them: hex digits. */
public final class IdText {

  public static InfoHash infoHash(String text) {
    return new InfoHash(bytes(text, 20, "an info-hash"));
  }

  public static ClientId clientId(String text) {
    return new ClientId(bytes(text, 16, "a client id"));
  }

  public static String of(byte[] id) {
    return HexFormat.of().formatHex(id);
  }

  private static byte[] bytes(String text, int size, String what) {
    try {
      byte[] bytes = HexFormat.of().parseHex(text);
      if (bytes.length == size) {
        return bytes;
      }
    } catch (IllegalArgumentException _) {
      // reported below
    }
    throw new Fault("\"%s\" is not %s: expected %d hex digits".formatted(text, what, 2 * size));
  }

  private IdText() {}
}
