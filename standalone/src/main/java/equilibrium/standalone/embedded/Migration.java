package equilibrium.standalone.embedded;

import equilibrium.platform.Fault;
import equilibrium.platform.PostgresSettings;
import equilibrium.projector.Migrations;
import java.sql.SQLException;

/** Brings the tables and roles of a PostgreSQL up to date. */
public final class Migration {

  /** Connects as the superuser or the owner of the database. */
  public static void run(PostgresSettings postgres) {
    try {
      Migrations.apply(postgres);
    } catch (SQLException e) {
      throw new Fault(
          "the tables of PostgreSQL at %s cannot be brought up to date: %s"
              .formatted(postgres, e.getMessage()),
          e);
    }
  }

  private Migration() {}
}
