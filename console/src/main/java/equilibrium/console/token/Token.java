package equilibrium.console.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/**
 * A token without its secret text.
 *
 * @param name 1 to 40 letters, digits, dots, hyphens, underscores; changes are signed with it
 */
public record Token(String name, Role role) {
  static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,40}");

  /** SHA-256 of a token's text. */
  static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
