package equilibrium.standalone.embedded;

import equilibrium.platform.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The password of PostgreSQL's superuser, in a file that only the tracker's user can read: whoever
 * is superuser there may run programs as that user. Those of the other roles come from it.
 */
public final class Password {
  private static final String FILE = "postgres-password";

  /** What lies in the data folder; empty: this user finds none there. */
  public static Optional<String> in(Path data) {
    try {
      var file = data.resolve(FILE);
      return Files.isReadable(file)
          ? Optional.of(Files.readString(file).strip())
          : Optional.empty();
    } catch (IOException e) {
      throw new Fault("%s cannot be read: %s".formatted(data.resolve(FILE), e), e);
    }
  }

  /** As {@link #in}, drawn now if there is none. */
  static String of(Path data) {
    return in(data).orElseGet(() -> draw(data.resolve(FILE)));
  }

  private static String draw(Path file) {
    try {
      var ownerOnly = PosixFilePermissions.fromString("rw-------");
      Files.createFile(file, PosixFilePermissions.asFileAttribute(ownerOnly));
      var password = Secrets.draw();
      Files.writeString(file, password);
      return password;
    } catch (IOException e) {
      throw new Fault("%s cannot be written: %s".formatted(file, e), e);
    }
  }

  private Password() {}
}
