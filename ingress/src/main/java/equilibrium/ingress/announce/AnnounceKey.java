package equilibrium.ingress.announce;

import static java.nio.charset.StandardCharsets.US_ASCII;

import equilibrium.schemas.ClientIds;
import equilibrium.schemas.event.ClientId;
import org.jspecify.annotations.Nullable;

/**
 * The announce key in the path of a URL: 1 to 64 letters, digits, hyphens and underscores, or none.
 * A thread may fill one object anew for each announce. Not thread-safe.
 */
public final class AnnounceKey {
  public static final int MOST_BYTES = 64;

  private final byte[] bytes = new byte[MOST_BYTES];
  private int length;

  /** Whether keys may have this character. */
  public static boolean allows(byte c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  /** From now on there is none. */
  public void clear() {
    length = 0;
  }

  /**
   * Sets the key, which is copied.
   *
   * @param length 1 to 64
   */
  public void set(byte[] from, int at, int length) {
    System.arraycopy(from, at, bytes, 0, length);
    this.length = length;
  }

  /**
   * Sets the key.
   *
   * @param text null: none
   */
  public void set(@Nullable String text) {
    clear();
    if (text != null) {
      byte[] ascii = text.getBytes(US_ASCII);
      set(ascii, 0, ascii.length);
    }
  }

  /** Sets the same as the other one. */
  void set(AnnounceKey other) {
    set(other.bytes, 0, other.length);
  }

  public boolean isSent() {
    return length > 0;
  }

  /** Overwrites an id with that of the key, which was sent. */
  public void writeId(ClientId id) {
    ClientIds.writeOfKey(bytes, length, id);
  }
}
