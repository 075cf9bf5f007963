package equilibrium.standalone;

import equilibrium.platform.Fault;
import equilibrium.platform.PostgresSettings;
import equilibrium.projector.Migrations;
import equilibrium.standalone.Configuration.Way;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code migrate}: in a distributed set-up nobody else may change tables and roles. */
@Command(
    name = "migrate",
    description = "Brings PostgreSQL's tables and roles up to date, as its superuser or owner.")
final class MigrateCommand implements Callable<Integer> {
  private static final Set<String> ROLES = Set.of("projector", "ingress", "console", "analyst");

  private final Equilibrium equilibrium;

  @Option(
      names = "--password",
      paramLabel = "ROLE=FILE",
      description = "Sets a role's password to what the file holds; for several roles, several.")
  private Map<String, Path> passwords = Map.of();

  MigrateCommand(Equilibrium equilibrium) {
    this.equilibrium = equilibrium;
  }

  @Override
  public Integer call() {
    var postgres = equilibrium.configuration(Way.SINGLE, Role.SUPERUSER).platform().postgres();
    migrate(postgres);
    System.out.println("the tables are up to date");
    if (!passwords.isEmpty()) {
      setPasswords(postgres);
      System.out.println("passwords are set of " + String.join(", ", passwords.keySet()));
    }
    return 0;
  }

  private void setPasswords(PostgresSettings postgres) {
    try (var db = postgres.connect("migrate");
        var quote =
            db.prepareStatement("SELECT format('ALTER ROLE %I PASSWORD %L', ?::text, ?::text)")) {
      for (var entry : passwords.entrySet()) {
        quote.setString(1, known(entry.getKey()));
        quote.setString(2, password(entry.getValue()));
        try (var row = quote.executeQuery();
            var alter = db.createStatement()) {
          row.next();
          alter.execute(row.getString(1));
        }
      }
    } catch (SQLException e) {
      throw new Fault("PostgreSQL: " + e.getMessage(), e);
    }
  }

  private static String known(String role) {
    if (!ROLES.contains(role)) {
      throw new Fault(
          "\"%s\" is no role with a password: expected one of %s"
              .formatted(role, new TreeSet<>(ROLES)));
    }
    return role;
  }

  private static String password(Path file) {
    try {
      var password = Files.readString(file).strip();
      if (password.isEmpty()) {
        throw new Fault("%s is empty, expected a password".formatted(file));
      }
      return password;
    } catch (IOException e) {
      throw new Fault("the password in %s cannot be read: %s".formatted(file, e), e);
    }
  }

  static void migrate(PostgresSettings postgres) {
    try {
      Migrations.apply(postgres);
    } catch (SQLException e) {
      throw new Fault("PostgreSQL: " + e.getMessage(), e);
    }
  }
}
