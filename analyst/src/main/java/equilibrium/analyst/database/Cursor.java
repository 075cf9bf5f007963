package equilibrium.analyst.database;

import equilibrium.platform.Fault;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** The rows of a query, one at a time, on a connection of its own. Not thread-safe. */
public final class Cursor implements AutoCloseable {
  private final Connection connection;
  private final Statement statement;
  private final ResultSet rows;

  /** Makes a value of the row that a result is at. */
  @FunctionalInterface
  public interface Row<T> {
    T of(ResultSet row) throws SQLException;
  }

  private Cursor(Connection connection, Statement statement, ResultSet rows) {
    this.connection = connection;
    this.statement = statement;
    this.rows = rows;
  }

  /** Takes the connection, and closes it in the end. */
  static Cursor over(Connection connection, String query) throws SQLException {
    var statement = connection.createStatement();
    return new Cursor(connection, statement, statement.executeQuery(query));
  }

  /** The next row; null: there is none any more. */
  public <T> @Nullable T next(Row<T> row) {
    try {
      return rows.next() ? row.of(rows) : null;
    } catch (SQLException e) {
      throw new Fault(Database.message(e), e);
    }
  }

  @Override
  public void close() {
    try (connection;
        statement;
        rows) {
      // closed in the reverse order
    } catch (SQLException e) {
      throw new Fault("DuckDB does not close a query: " + Database.message(e), e);
    }
  }
}
