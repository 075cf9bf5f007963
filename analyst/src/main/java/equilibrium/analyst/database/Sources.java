package equilibrium.analyst.database;

import equilibrium.analyst.log.Log;
import equilibrium.analyst.table.IdForm;
import equilibrium.analyst.table.TopicTable;
import equilibrium.analyst.table.TopicTables;
import equilibrium.platform.Fault;
import equilibrium.platform.PostgresSettings;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.Supplier;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunction;
import org.jspecify.annotations.Nullable;

/** Gives a database views over topics, files and PostgreSQL. */
public final class Sources {
  /**
   * Files of one table.
   *
   * @param query that reads them; null: there are none
   * @param ends by partition, the first offset that is in no file
   */
  public record Files(@Nullable String query, Map<Integer, Long> ends) {}

  private final Database database;
  private final Supplier<IdForm> ids;

  /**
   * Sources of a database.
   *
   * @param ids made anew for each thread
   */
  public Sources(Database database, Supplier<IdForm> ids) {
    this.database = database;
    this.ids = ids;
  }

  /** A view over files alone. */
  public void addFiles(String table, Files files) {
    if (files.query() != null) {
      view(table, files.query());
    }
  }

  /**
   * A function that reads the topic, and a view over the files and what the topic has after them.
   */
  public void addTopic(String table, Files files, Log log, Unreadable unreadable) {
    Supplier<TopicTable<?>> fresh = () -> TopicTables.named(table, ids.get());
    function(table, new LiveFunction(new LiveFunction.Source(log, fresh, null, unreadable)));
    if (files.query() == null) {
      view(table, "SELECT * FROM %s()".formatted(table));
      return;
    }
    var rest = table + "_after_files";
    function(rest, new LiveFunction(new LiveFunction.Source(log, fresh, files.ends(), unreadable)));
    view(table, "%s UNION ALL BY NAME SELECT * FROM %s()".formatted(files.query(), rest));
  }

  private void function(String name, DuckDBTableFunction<?, ?, ?> function) {
    try (var builder = DuckDBFunctions.tableFunction()) {
      var _ =
          builder
              .withName(name)
              .withNamedParameter("since", DuckDBColumnType.VARCHAR)
              .withNamedParameter("until", DuckDBColumnType.VARCHAR)
              .withNamedParameter("swarm", DuckDBColumnType.VARCHAR)
              .withProjectionPushdown()
              .withFunction(function)
              .register(database.connection());
    } catch (SQLException e) {
      throw new Fault("DuckDB takes no function %s: %s".formatted(name, e.getMessage()), e);
    }
  }

  private void view(String name, String query) {
    var _ = database.run("CREATE VIEW %s AS %s".formatted(name, query));
  }

  /** Schema {@code pg}: the views of PostgreSQL's schema {@code analysis}. */
  public void addPostgres(PostgresSettings postgres) throws SQLException {
    var views = PostgresFunction.views(postgres);
    try (var builder = DuckDBFunctions.tableFunction()) {
      var _ =
          builder
              .withName(PostgresFunction.NAME)
              .withParameter(DuckDBColumnType.VARCHAR)
              .withProjectionPushdown()
              .withFunction(new PostgresFunction(postgres))
              .register(database.connection());
    }
    var _ = database.run("CREATE SCHEMA pg");
    for (var name : views) {
      view(
          "pg.\"%s\"".formatted(name.replace("\"", "\"\"")),
          "SELECT * FROM %s(%s)".formatted(PostgresFunction.NAME, Database.quoted(name)));
    }
  }
}
