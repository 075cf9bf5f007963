package equilibrium.standalone.embedded;

import equilibrium.platform.Fault;
import equilibrium.platform.file.DurableFile;
import equilibrium.platform.secret.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The password of PostgreSQL's superuser, in a file that only the tracker's user can read, because
 * a superuser of the database may run programs as that user. The passwords of the other roles are
 * derived from it.
 */
public final class Password {
  public static final String FILE = "postgres-password";

  /** Printable. A drawn one is 32 hex digits. */
  private static final Pattern TEXT = Pattern.compile("[!-~]+");

  /** The password kept in a data folder; empty if there is none that this user may read. */
  public static Optional<String> in(Path data) {
    var file = data.resolve(FILE);
    try {
      if (!Files.isReadable(file)) {
        return Optional.empty();
      }
      var password = DurableFile.read(file).strip();
      if (!TEXT.matcher(password).matches()) {
        throw new Fault(
            "%s should hold one line of 32 hex digits, the password of PostgreSQL's superuser: put back a copy of it, or delete it together with %s, whose tables are filled again from Kafka's log"
                .formatted(file, data.resolve("postgres")));
      }
      return Optional.of(password);
    } catch (IOException e) {
      throw new Fault("%s cannot be read: %s".formatted(file, e), e);
    }
  }

  /** As {@link #in}, but creates one if there is none. */
  static String of(Path data) {
    return in(data).orElseGet(() -> draw(data.resolve(FILE)));
  }

  private static String draw(Path file) {
    try {
      var password = Secrets.draw();
      DurableFile.write(file, password);
      return password;
    } catch (IOException e) {
      throw new Fault("%s cannot be written: %s".formatted(file, e), e);
    }
  }

  private Password() {}
}
