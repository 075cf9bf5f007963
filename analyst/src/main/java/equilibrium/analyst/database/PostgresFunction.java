package equilibrium.analyst.database;

import equilibrium.platform.PostgresSettings;
import equilibrium.schemas.Ids;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.duckdb.DuckDBTableFunctionState;
import org.duckdb.DuckDBWritableVector;

/**
 * The table function {@code postgres_rows(view)}: rows of a view in PostgreSQL's schema {@code
 * analysis}, read by cursor with only the columns that a query asks for. Bytes become hex texts,
 * times UTC.
 */
final class PostgresFunction
    implements DuckDBTableFunction<PostgresFunction.View, PostgresFunction.Cursor, Object> {
  static final String NAME = "postgres_rows";
  private static final int FETCHED_ROWS = 10_000;

  /** A column of a view. */
  record Field(String name, DuckDBColumnType type, boolean isBytes) {}

  /** A view and its columns. */
  record View(String name, List<Field> fields) {}

  private final PostgresSettings postgres;

  PostgresFunction(PostgresSettings postgres) {
    this.postgres = postgres;
  }

  /** Names of the views. */
  static List<String> views(PostgresSettings postgres) throws SQLException {
    try (var connection = postgres.connect("analyst");
        var select = connection.createStatement();
        var row =
            select.executeQuery(
                "SELECT table_name FROM information_schema.views"
                    + " WHERE table_schema = 'analysis' ORDER BY 1")) {
      var views = new ArrayList<String>();
      while (row.next()) {
        views.add(row.getString(1));
      }
      return views;
    }
  }

  @Override
  public View bind(DuckDBTableFunctionBindInfo info) throws SQLException {
    try (var name = info.getParameter(0);
        var connection = postgres.connect("analyst");
        var select = connection.createStatement();
        var nothing = select.executeQuery(query(name.getString(), "*") + " LIMIT 0")) {
      var fields = fields(nothing.getMetaData());
      fields.forEach(field -> info.addResultColumn(field.name(), field.type()));
      return new View(name.getString(), fields);
    }
  }

  private static String query(String view, String columns) {
    return "SELECT %s FROM analysis.\"%s\"".formatted(columns, view.replace("\"", "\"\""));
  }

  private static List<Field> fields(ResultSetMetaData metadata) throws SQLException {
    var fields = new ArrayList<Field>();
    for (int column = 1; column <= metadata.getColumnCount(); column++) {
      fields.add(
          new Field(
              metadata.getColumnLabel(column),
              type(metadata.getColumnType(column)),
              metadata.getColumnType(column) == Types.BINARY));
    }
    return fields;
  }

  private static DuckDBColumnType type(int type) {
    return switch (type) {
      case Types.BIT, Types.BOOLEAN -> DuckDBColumnType.BOOLEAN;
      case Types.SMALLINT, Types.INTEGER -> DuckDBColumnType.INTEGER;
      case Types.BIGINT -> DuckDBColumnType.BIGINT;
      case Types.REAL, Types.DOUBLE, Types.NUMERIC -> DuckDBColumnType.DOUBLE;
      case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE -> DuckDBColumnType.TIMESTAMP;
      default -> DuckDBColumnType.VARCHAR;
    };
  }

  @Override
  public Cursor init(DuckDBTableFunctionInitInfo info) throws SQLException {
    info.setMaxThreads(1);
    View view = info.getBindData();
    var fields = new ArrayList<Field>();
    for (int place : Chunks.projection(info)) {
      // count(*) asks for the number of the row, which is no column: the first serves
      fields.add(view.fields().get(place < view.fields().size() ? place : 0));
    }
    return new Cursor(postgres.connect("analyst"), view.name(), fields);
  }

  @Override
  public long apply(DuckDBTableFunctionCallInfo call, DuckDBDataChunkWriter chunk)
      throws SQLException {
    Cursor cursor = call.getInitData();
    return cursor.write(chunk);
  }

  /** The rows that one query reads. */
  static final class Cursor implements DuckDBTableFunctionState {
    private final Connection connection;
    private final List<Field> fields;
    private final Statement select;
    private final ResultSet rows;

    Cursor(Connection connection, String view, List<Field> fields) throws SQLException {
      this.connection = connection;
      this.fields = fields;
      connection.setAutoCommit(false); // else there is no cursor
      select = connection.createStatement();
      select.setFetchSize(FETCHED_ROWS);
      rows = select.executeQuery(query(view, columns(fields)));
    }

    private static String columns(List<Field> fields) {
      return String.join(", ", fields.stream().map(field -> '"' + field.name() + '"').toList());
    }

    long write(DuckDBDataChunkWriter chunk) throws SQLException {
      int row = 0;
      while (row < chunk.capacity() && rows.next()) {
        for (int column = 0; column < fields.size(); column++) {
          write(fields.get(column), column + 1, chunk.vector(column), row);
        }
        row++;
      }
      return row;
    }

    private void write(Field field, int column, DuckDBWritableVector to, int row)
        throws SQLException {
      if (rows.getObject(column) == null) {
        to.setNull(row);
        return;
      }
      switch (field.type()) {
        case BOOLEAN -> to.setBoolean(row, rows.getBoolean(column));
        case INTEGER -> to.setInt(row, rows.getInt(column));
        case BIGINT -> to.setLong(row, rows.getLong(column));
        case DOUBLE -> to.setDouble(row, rows.getDouble(column));
        case TIMESTAMP ->
            to.setTimestamp(
                row,
                rows.getObject(column, OffsetDateTime.class)
                    .withOffsetSameInstant(ZoneOffset.UTC)
                    .toLocalDateTime());
        default ->
            to.setString(
                row, field.isBytes() ? Ids.hex(rows.getBytes(column)) : rows.getString(column));
      }
    }

    @Override
    public void close() throws SQLException {
      connection.close(); // and so the rest
    }
  }
}
