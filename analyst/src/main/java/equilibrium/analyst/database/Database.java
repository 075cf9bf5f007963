package equilibrium.analyst.database;

import equilibrium.platform.Fault;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;
import java.util.function.LongFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBFunctions;

/** A DuckDB in this process, in memory, with limits. */
public final class Database implements AutoCloseable {
  private static final String MOST_TEMPORARY = "20GiB";

  /** In the message of what failed in a thread of DuckDB's own. */
  private static final Pattern CAUSE =
      Pattern.compile(
          "\\{\"exception_type\".*?\"exception_message\":\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"");

  private final Connection connection;
  private final FeedFunction feeds = new FeedFunction();

  private Database(Connection connection) {
    this.connection = connection;
  }

  /**
   * Opens an empty database, which takes about a second.
   *
   * @param memory that it may use, such as {@code 1GiB}
   * @param temporary folder for what does not fit, at most 20 GiB; the number of the process is
   *     added to its name
   */
  public static Database open(String memory, Path temporary) {
    var settings = new Properties();
    settings.put("memory_limit", memory);
    settings.put("temp_directory", TemporaryFolder.beside(temporary).toString());
    settings.put("max_temp_directory_size", MOST_TEMPORARY);
    settings.put("autoinstall_known_extensions", "false");
    settings.put("autoload_known_extensions", "false");
    settings.put("jdbc_stream_results", "true");
    try {
      var database = new Database(DriverManager.getConnection("jdbc:duckdb:", settings));
      database.register();
      var _ = database.run("SET TimeZone = 'UTC'"); // of now() as a TIMESTAMP, too
      return database;
    } catch (SQLException e) {
      throw new Fault("DuckDB does not open: " + message(e), e);
    }
  }

  private void register() throws SQLException {
    try (var function = DuckDBFunctions.tableFunction()) {
      var _ =
          function
              .withName(FeedFunction.NAME)
              .withParameter(DuckDBColumnType.BIGINT)
              .withProjectionPushdown()
              .withFunction(feeds)
              .register(connection);
    }
  }

  Connection connection() {
    return connection;
  }

  /** Runs a statement without a result; the number of rows it wrote. */
  public long run(String sql) {
    try (var statement = connection.createStatement()) {
      return statement.executeLargeUpdate(sql);
    } catch (SQLException e) {
      throw new Fault(message(e), e);
    }
  }

  /** The one number that a query gives. */
  public long number(String query) {
    try (var statement = connection.createStatement();
        var result = statement.executeQuery(query)) {
      result.next();
      return result.getLong(1);
    } catch (SQLException e) {
      throw new Fault(message(e), e);
    }
  }

  /**
   * Runs a query or another statement.
   *
   * @param result is given the rows of a query
   */
  public void query(String sql, Rows result) {
    try (var statement = connection.createStatement()) {
      if (statement.execute(sql)) {
        try (var rows = statement.getResultSet()) {
          result.accept(rows);
        }
      }
    } catch (SQLException e) {
      throw new Fault(message(e), e);
    }
  }

  /** Runs a query whose rows are taken one at a time, beside others. */
  public Cursor cursor(String query) {
    try {
      return Cursor.over(connection.unwrap(DuckDBConnection.class).duplicate(), query);
    } catch (SQLException e) {
      throw new Fault(message(e), e);
    }
  }

  /** Takes the result of a query. */
  @FunctionalInterface
  public interface Rows {
    void accept(ResultSet rows) throws SQLException;
  }

  /**
   * Runs a statement that reads a feed.
   *
   * @param sql gives the statement for the number of the feed
   * @return the number of rows it wrote
   */
  public long run(LongFunction<String> sql, Feed<?> feed) {
    long number = feeds.add(feed);
    try {
      return run(sql.apply(number));
    } catch (Fault e) {
      var cause = feed.failure();
      throw cause == null ? e : cause;
    } finally {
      feeds.remove(number);
    }
  }

  /** DuckDB's message with its hint, without the query and the stack. */
  static String message(SQLException e) {
    var text =
        String.valueOf(e.getMessage())
            .lines()
            .takeWhile(line -> !line.startsWith("LINE ") && !line.startsWith("Stack Trace"))
            .filter(line -> !line.isBlank())
            .collect(Collectors.joining(" "));
    var cause = CAUSE.matcher(text);
    return cause.find() ? cause.group(1).replaceAll("\\\\([\"\\\\])", "$1") : text;
  }

  /** A text as SQL has it. */
  public static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new Fault("DuckDB does not close: " + message(e), e);
    }
  }
}
