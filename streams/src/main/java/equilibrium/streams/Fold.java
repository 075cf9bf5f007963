package equilibrium.streams;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.kafka.streams.Topology;

/**
 * What a program computes.
 *
 * @param name of the program, in {@code /status}, metrics and log lines
 * @param topology its steps
 * @param rules its weights and limits, as {@link #fingerprint version and fingerprint}
 */
public record Fold(String name, Topology topology, String rules) {

  /**
   * Names rules so that two programs with other values have other names: {@code 3-9f86d081}.
   *
   * @param version of the rules
   * @param values all of them, with a text that is the same in every process
   */
  public static String fingerprint(int version, Record values) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var hash = digest.digest(values.toString().getBytes(StandardCharsets.UTF_8));
      return "%d-%s".formatted(version, HexFormat.of().formatHex(hash, 0, 4));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
