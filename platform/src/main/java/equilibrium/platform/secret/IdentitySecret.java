package equilibrium.platform.secret;

import equilibrium.platform.Fault;
import equilibrium.platform.file.DurableFile;
import equilibrium.schemas.AddressIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The secret under which addresses become ids ({@link AddressIds}), in a file of one line of 64 hex
 * digits. Every ingress of a tracker needs the same one, and it never changes.
 */
public final class IdentitySecret {
  private static final Pattern LINE =
      Pattern.compile("[0-9a-fA-F]{%d}".formatted(2 * AddressIds.SECRET_BYTES));

  /** Reads the secret. Throws a {@link Fault} where there is none, or something else. */
  public static AddressIds read(Path file) {
    if (!Files.exists(file)) {
      throw new Fault(
          ("the identity secret %s (ingress.identity-secret-file) is missing: every ingress of a"
                  + " tracker needs the same one. For a new tracker: openssl rand -hex %d > %s")
              .formatted(file, AddressIds.SECRET_BYTES, file));
    }
    try {
      var line = DurableFile.read(file).strip();
      if (!LINE.matcher(line).matches()) {
        throw new Fault(
            "the identity secret %s is not one line of %d hex digits"
                .formatted(file, 2 * AddressIds.SECRET_BYTES));
      }
      return new AddressIds(HexFormat.of().parseHex(line));
    } catch (IOException e) {
      throw new Fault("the identity secret %s cannot be read: %s".formatted(file, e), e);
    }
  }

  /**
   * Writes a random secret that only this user can read, unless there is one. For a tracker with
   * one ingress: several would not have the same.
   */
  public static void drawIfMissing(Path file) {
    try {
      if (!Files.exists(file)) {
        draw(file);
      }
    } catch (IOException e) {
      throw new Fault("the identity secret %s cannot be written: %s".formatted(file, e), e);
    }
  }

  private static void draw(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    byte[] secret = new byte[AddressIds.SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    DurableFile.write(file, HexFormat.of().formatHex(secret) + "\n");
  }

  private IdentitySecret() {}
}
