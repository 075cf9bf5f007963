package equilibrium.analyst.database;

import equilibrium.analyst.table.Column;
import equilibrium.analyst.table.Row;
import equilibrium.analyst.table.Type;
import java.util.List;
import java.util.stream.IntStream;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;

/** Writes rows into DuckDB's vectors, column by column. */
final class Chunks {

  static void declare(List<? extends Column<?>> columns, DuckDBTableFunctionBindInfo info) {
    columns.forEach(column -> info.addResultColumn(column.name(), type(column.type())));
  }

  /** The columns that a query asks for, by the place of each in the table. */
  static int[] projection(DuckDBTableFunctionInitInfo info) {
    return IntStream.range(0, Math.toIntExact(info.getColumnCount()))
        .map(column -> Math.toIntExact(info.getColumnIndex(column)))
        .toArray();
  }

  static <T> void write(
      List<Row<T>> rows, List<Column<T>> columns, int[] projection, DuckDBDataChunkWriter chunk) {
    for (int place = 0; place < projection.length; place++) {
      if (projection[place] < columns.size()) { // else the number of the row, for count(*)
        columns.get(projection[place]).cells().write(rows, chunk.vector(place));
      }
    }
  }

  private static DuckDBColumnType type(Type type) {
    return switch (type) {
      case BOOLEAN -> DuckDBColumnType.BOOLEAN;
      case INTEGER -> DuckDBColumnType.INTEGER;
      case BIGINT -> DuckDBColumnType.BIGINT;
      case DOUBLE -> DuckDBColumnType.DOUBLE;
      case TIMESTAMP -> DuckDBColumnType.TIMESTAMP;
      case TEXT -> DuckDBColumnType.VARCHAR;
    };
  }

  private Chunks() {}
}
