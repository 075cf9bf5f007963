package equilibrium.standalone.command;

import equilibrium.platform.Fault;
import equilibrium.standalone.config.Configuration.Way;
import equilibrium.standalone.embedded.DatabaseRole;
import equilibrium.standalone.embedded.Migration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code migrate}: the only way to change tables and roles in a distributed set-up. */
@Command(
    name = "migrate",
    description =
        "Brings the tables and roles of PostgreSQL up to date, as its superuser or owner.")
final class MigrateCommand implements Callable<Integer> {
  private static final Set<String> ROLES = Set.of("projector", "ingress", "console", "analyst");

  private final Equilibrium equilibrium;

  @Option(
      names = "--password",
      paramLabel = "ROLE=FILE",
      description = "Sets the password of a role to the content of the file; may be repeated.")
  private Map<String, Path> passwords = new LinkedHashMap<>();

  MigrateCommand(Equilibrium equilibrium) {
    this.equilibrium = equilibrium;
  }

  @Override
  public Integer call() {
    var postgres =
        equilibrium.configuration(Way.SINGLE, DatabaseRole.SUPERUSER).platform().postgres();
    var drawn = new LinkedHashMap<String, String>();
    passwords.forEach((role, file) -> drawn.put(role, password(role, file)));
    Migration.run(postgres);
    DatabaseRole.setPasswords(postgres, drawn);
    System.out.println("the tables are up to date");
    return 0;
  }

  private static String password(String role, Path file) {
    if (!ROLES.contains(role)) {
      throw new Fault("--password names \"%s\", expected one of %s".formatted(role, ROLES));
    }
    try {
      var password = Files.readString(file).stripTrailing();
      if (password.isEmpty()) {
        throw new Fault("the password file %s of %s is empty".formatted(file, role));
      }
      return password;
    } catch (IOException e) {
      throw new Fault("the password of %s cannot be read: %s".formatted(role, e), e);
    }
  }
}
