package equilibrium.standalone.control;

import equilibrium.platform.Fault;
import equilibrium.platform.PostgresSettings;
import equilibrium.standalone.embedded.DatabaseRole;
import equilibrium.standalone.embedded.Password;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Says what a command was missing when it could not connect, and what to pass. */
final class ConnectionAdvice {
  static final String SAME_SETTINGS =
      "is the tracker running? A command needs the --data, --config and --set that it was started"
          + " with";

  private static final String NO_PASSWORD = "08004";
  private static final String WRONG_PASSWORD = "28P01";
  private static final String NOT_REACHABLE = "08001";

  /**
   * Why PostgreSQL could not be used.
   *
   * @param data the folder in which a password was looked for
   */
  static Fault of(SQLException cause, PostgresSettings postgres, Path data) {
    var folder = data.toAbsolutePath().normalize();
    return new Fault(
        "PostgreSQL at %s %s".formatted(postgres, sentence(cause, postgres, folder)), cause);
  }

  private static String sentence(SQLException cause, PostgresSettings postgres, Path folder) {
    return switch (state(cause)) {
      case NO_PASSWORD ->
          "asks for a password, but the data folder %s has no %s that this user may read: pass --data with the folder of the running tracker, or set postgres.password-file"
              .formatted(folder, Password.FILE);
      case WRONG_PASSWORD ->
          "refuses the password of role %s, which came from %s: pass --data with the folder of the running tracker, or set postgres.password-file"
              .formatted(postgres.driver().get("user"), source(postgres, folder));
      case NOT_REACHABLE ->
          "cannot be reached (%s); the data folder is %s: %s"
              .formatted(cause.getMessage(), folder, SAME_SETTINGS);
      default -> ": " + cause.getMessage();
    };
  }

  private static String source(PostgresSettings postgres, Path folder) {
    var used = postgres.driver().get("password");
    var kept = Password.in(folder).map(DatabaseRole.CONSOLE::password);
    return kept.isPresent() && kept.get().equals(used)
        ? folder.resolve(Password.FILE).toString()
        : "the settings";
  }

  private static String state(SQLException cause) {
    @Nullable String state = cause.getSQLState();
    return state == null ? "" : state;
  }

  private ConnectionAdvice() {}
}
