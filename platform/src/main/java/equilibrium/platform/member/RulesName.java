package equilibrium.platform.member;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names rules so that two programs with other values have other names: {@code 3-9f86d081}. */
public final class RulesName {

  /**
   * The name.
   *
   * @param version of the rules
   * @param values all of them, with a text that is the same in every process
   */
  public static String of(int version, Record values) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var hash = digest.digest(values.toString().getBytes(StandardCharsets.UTF_8));
      return "%d-%s".formatted(version, HexFormat.of().formatHex(hash, 0, 4));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private RulesName() {}
}
