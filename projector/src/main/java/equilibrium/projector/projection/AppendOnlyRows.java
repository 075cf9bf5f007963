package equilibrium.projector.projection;

import static java.util.Objects.requireNonNull;

import equilibrium.projector.table.Row;
import equilibrium.projector.table.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;

/** A topic whose records do not replace each other: one row each, with a key from its content. */
final class AppendOnlyRows<K, V> implements Projection<K, V> {
  private final Table<V> table;
  private final Refold refold;
  private final Function<V, Object> identity;

  /**
   * Rows of one table.
   *
   * @param identity the value's part that makes the table's key; has equals
   */
  AppendOnlyRows(Table<V> table, Refold refold, Function<V, Object> identity) {
    this.table = table;
    this.refold = refold;
    this.identity = identity;
  }

  @Override
  public Refold refold() {
    return refold;
  }

  @Override
  public String table() {
    return table.name();
  }

  @Override
  public int apply(Connection db, List<DecodedRecord<K, V>> batch) throws SQLException {
    var rows = new LinkedHashMap<Object, Row<V>>();
    for (var record : batch) {
      var value = record.value();
      if (value != null) { // a tombstone removes no row
        rows.put(identity.apply(value), record.row(requireNonNull(value)));
      }
    }
    return table.write(db, List.copyOf(rows.values()));
  }
}
