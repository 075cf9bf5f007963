package equilibrium.console.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement with its values, put together step by step. */
public final class Query {
  private final StringBuilder sql = new StringBuilder();
  private final List<Object> values = new ArrayList<>();

  private Query() {}

  public static Query of(String sql, Object... values) {
    return new Query().then(sql, values);
  }

  /** Adds SQL and the values of its question marks. */
  public Query then(String more, Object... itsValues) {
    sql.append(more).append('\n');
    values.addAll(List.of(itsValues));
    return this;
  }

  /** Adds SQL with one question mark, if there is a value. */
  public Query thenIf(@Nullable Object value, String more) {
    return value == null ? this : then(more, value);
  }

  PreparedStatement prepare(Connection connection) throws SQLException {
    var statement = connection.prepareStatement(sql.toString());
    try {
      for (int i = 0; i < values.size(); i++) {
        set(connection, statement, i + 1, values.get(i));
      }
      return statement;
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }

  private static void set(Connection connection, PreparedStatement to, int index, Object value)
      throws SQLException {
    switch (value) {
      case byte[] bytes -> to.setBytes(index, bytes);
      case byte[][] ids -> to.setArray(index, connection.createArrayOf("bytea", ids));
      case String[] texts -> to.setArray(index, connection.createArrayOf("text", texts));
      case Instant time -> to.setObject(index, time.atOffset(ZoneOffset.UTC));
      default -> to.setObject(index, value);
    }
  }
}
