package equilibrium.projector;

import equilibrium.platform.Fault;
import equilibrium.platform.PostgresSettings;
import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.internal.exception.FlywaySqlException;
import org.postgresql.ds.PGSimpleDataSource;

/** Brings the database's tables to the version that {@code schemas} carries. */
public final class Migrations {

  /**
   * Applies what is missing. May be called by several programs at once: they take turns. Throws a
   * {@link Fault} where the database is not what the migrations left.
   *
   * @throws SQLException PostgreSQL cannot be reached; worth another try
   */
  public static void apply(PostgresSettings postgres) throws SQLException {
    var flyway =
        Flyway.configure()
            .dataSource(new Source(postgres))
            .locations("classpath:db/migration")
            .validateMigrationNaming(true)
            .load();
    try {
      flyway.migrate();
    } catch (FlywaySqlException e) {
      throw new SQLException("%s: %s".formatted(address(postgres), root(e).getMessage()), e);
    } catch (FlywayException e) {
      throw new Fault(
          "the tables at %s cannot be migrated: %s".formatted(address(postgres), e.getMessage()),
          e);
    }
  }

  /** Without parameters, among which a password may be. */
  private static String address(PostgresSettings postgres) {
    return postgres.url().replaceFirst("\\?.*", "");
  }

  /** What went wrong in the driver's words; Flyway's are a paragraph. */
  private static Throwable root(Throwable e) {
    var cause = e.getCause();
    return cause == null ? e : root(cause);
  }

  /** Flyway takes a data source; ours knows the operator's settings. */
  private static final class Source extends PGSimpleDataSource {
    private final transient PostgresSettings postgres;

    Source(PostgresSettings postgres) {
      this.postgres = postgres;
    }

    @Override
    public Connection getConnection() throws SQLException {
      return postgres.connect("migrations");
    }
  }

  private Migrations() {}
}
