package equilibrium.analyst.table;

import equilibrium.analyst.log.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * One row of a table.
 *
 * @param record that it comes from
 * @param value null: the record is a tombstone
 */
public record Row<T>(LogRecord record, @Nullable T value) {}
