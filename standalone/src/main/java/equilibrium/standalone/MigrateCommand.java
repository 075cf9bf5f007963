package equilibrium.standalone;

import equilibrium.platform.Fault;
import equilibrium.platform.PostgresSettings;
import equilibrium.projector.Migrations;
import equilibrium.standalone.Configuration.Way;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code migrate}: in a distributed set-up nobody else may change tables and roles. */
@Command(
    name = "migrate",
    description = "Brings PostgreSQL's tables and roles up to date, as its superuser or owner.")
final class MigrateCommand implements Callable<Integer> {
  private final Equilibrium equilibrium;

  MigrateCommand(Equilibrium equilibrium) {
    this.equilibrium = equilibrium;
  }

  @Override
  public Integer call() {
    var postgres = equilibrium.configuration(Way.SINGLE, Role.SUPERUSER).platform().postgres();
    migrate(postgres);
    System.out.println("the tables are up to date");
    return 0;
  }

  static void migrate(PostgresSettings postgres) {
    try {
      Migrations.apply(postgres);
    } catch (SQLException e) {
      throw new Fault("PostgreSQL: " + e.getMessage(), e);
    }
  }
}
