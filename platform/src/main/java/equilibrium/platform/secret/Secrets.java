package equilibrium.platform.secret;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Random texts that cannot be guessed. */
public final class Secrets {
  private static final int BYTES = 16;

  /** 128 random bits as 32 lower-case hex digits. */
  public static String draw() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private Secrets() {}
}
