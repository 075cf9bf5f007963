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
   * {@link Fault} if the tables are not as earlier migrations left them.
   *
   * @throws SQLException PostgreSQL cannot be reached; worth another try
   */
  public static void apply(PostgresSettings postgres) throws SQLException {
    try {
      flyway(postgres).migrate();
    } catch (FlywaySqlException e) {
      throw unreachable(postgres, e);
    } catch (FlywayException e) {
      throw new Fault(
          "the tables at %s cannot be migrated: %s".formatted(address(postgres), e.getMessage()),
          e);
    }
  }

  /**
   * Changes nothing; a role that may only read the history is enough. Tables that are newer than
   * this program are accepted: a roll-out migrates first. Throws a {@link Fault} if what was
   * applied differs from the migrations in {@code schemas}.
   *
   * @throws SQLException PostgreSQL cannot be reached, or is not yet migrated; worth another try
   */
  public static void check(PostgresSettings postgres) throws SQLException {
    try {
      var flyway = flyway(postgres);
      var missing = flyway.info().pending();
      if (missing.length > 0) {
        throw new SQLException(
            "the tables at %s lack version %s: run \"equilibrium migrate\""
                .formatted(address(postgres), missing[missing.length - 1].getVersion()));
      }
      flyway.validate();
    } catch (FlywaySqlException e) {
      throw unreachable(postgres, e);
    } catch (FlywayException e) {
      throw new Fault(
          "the tables at %s differ from those of this version: %s"
              .formatted(address(postgres), e.getMessage()),
          e);
    }
  }

  private static Flyway flyway(PostgresSettings postgres) {
    return Flyway.configure()
        .dataSource(new Source(postgres))
        .locations("classpath:db/migration")
        .validateMigrationNaming(true)
        .load();
  }

  private static SQLException unreachable(PostgresSettings postgres, FlywaySqlException e) {
    return new SQLException("%s: %s".formatted(address(postgres), root(e).getMessage()), e);
  }

  /** Without parameters, among which a password may be. */
  private static String address(PostgresSettings postgres) {
    return postgres.url().replaceFirst("\\?.*", "");
  }

  /** The driver's exception; Flyway's message is a paragraph. */
  private static Throwable root(Throwable e) {
    var cause = e.getCause();
    return cause == null ? e : root(cause);
  }

  /** Flyway takes a data source; this one connects with the operator's settings. */
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
