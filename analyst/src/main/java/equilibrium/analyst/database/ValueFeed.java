package equilibrium.analyst.database;

import equilibrium.analyst.table.Column;
import equilibrium.analyst.table.Row;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows made of values that come from no topic. Not thread-safe. */
public final class ValueFeed<T> implements Feed<T> {
  private final List<Column<T>> columns;
  private final Iterator<T> values;
  private long rows;

  public ValueFeed(List<Column<T>> columns, Iterator<T> values) {
    this.columns = List.copyOf(columns);
    this.values = values;
  }

  @Override
  public List<Column<T>> columns() {
    return columns;
  }

  @Override
  public List<Row<T>> next(int most) {
    var next = new ArrayList<Row<T>>(most);
    while (next.size() < most && values.hasNext()) {
      next.add(Row.of(values.next()));
    }
    rows += next.size();
    return next;
  }

  @Override
  public long rows() {
    return rows;
  }

  @Override
  public @Nullable RuntimeException failure() {
    return null;
  }
}
