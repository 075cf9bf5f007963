package equilibrium.schemas;

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

  private Ids() {}
}
