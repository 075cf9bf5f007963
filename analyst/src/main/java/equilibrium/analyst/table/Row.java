package equilibrium.analyst.table;

import equilibrium.analyst.log.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * One row of a table.
 *
 * @param record that it comes from
 * @param value null: the record is a tombstone
 */
public record Row<T>(LogRecord record, @Nullable T value) {
  private static final LogRecord NONE = new LogRecord(-1, -1, 0, null, null);

  /** A row that comes from no record; its table has no positions. */
  public static <T> Row<T> of(T value) {
    return new Row<>(NONE, value);
  }
}
