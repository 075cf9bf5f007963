package equilibrium.analyst.database;

import equilibrium.analyst.table.Column;
import equilibrium.analyst.table.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows that a statement reads, each once. Not thread-safe. */
public sealed interface Feed<T> permits RowFeed, ValueFeed {

  List<Column<T>> columns();

  /** The next rows; none: there are none any more. */
  List<Row<T>> next(int most);

  /** Rows given so far. */
  long rows();

  /** What ended it before its time; null: nothing. */
  @Nullable RuntimeException failure();
}
