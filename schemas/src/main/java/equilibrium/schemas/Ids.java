package equilibrium.schemas;

import equilibrium.schemas.event.ClientId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How long ids are, in bytes, and how they are written: lower-case hex. */
public final class Ids {
  public static final int INFO_HASH_BYTES = 20;
  public static final int PEER_ID_BYTES = 20;
  public static final int CLIENT_ID_BYTES = 16;

  private static final HexFormat HEX = HexFormat.of();
  private static final Pattern DIGITS = Pattern.compile("[0-9a-fA-F]*");
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  public static String hex(byte[] id) {
    return HEX.formatHex(id);
  }

  /**
   * The bytes of an id written in hex, upper or lower case; null: the text is no hex, or of another
   * length.
   *
   * @param bytes that the id has
   */
  public static byte @Nullable [] parse(String hex, int bytes) {
    return hex.length() == 2 * bytes && DIGITS.matcher(hex).matches() ? HEX.parseHex(hex) : null;
  }

  /** The first 8 bytes of a client id, big-endian. Tables in memory hold ids as two words. */
  public static long high(ClientId id) {
    return (long) LONG.get(id.bytes(), 0);
  }

  /** The last 8 bytes of a client id, big-endian. */
  public static long low(ClientId id) {
    return (long) LONG.get(id.bytes(), Long.BYTES);
  }

  private Ids() {}
}
