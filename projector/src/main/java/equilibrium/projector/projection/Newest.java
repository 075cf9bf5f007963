package equilibrium.projector.projection;

import static java.util.Objects.requireNonNull;

import equilibrium.projector.table.Row;
import equilibrium.projector.table.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * A compacted topic: one row for each key, as its newest record says. A tombstone marks the row as
 * deleted. Applying a record twice is the same as once.
 */
final class Newest<K, V> implements Projection<K, V> {
  private final Table<V> values;
  private final Table<K> tombstones;

  Newest(Table<V> values, Table<K> tombstones) {
    this.values = values;
    this.tombstones = tombstones;
  }

  @Override
  public String table() {
    return values.name();
  }

  @Override
  public boolean hasTombstones() {
    return true;
  }

  @Override
  public int apply(Connection db, List<DecodedRecord<K, V>> batch) throws SQLException {
    var live = new ArrayList<Row<V>>();
    var dead = new ArrayList<Row<K>>();
    for (var record : byKey(batch)) {
      var value = record.value();
      if (value == null) {
        dead.add(record.row(requireNonNull(record.key())));
      } else {
        live.add(record.row(value));
      }
    }
    return values.write(db, live) + tombstones.write(db, dead);
  }

  /** The last record of each key. A key's records are all in one partition, so in order. */
  static <K, V> List<DecodedRecord<K, V>> byKey(List<DecodedRecord<K, V>> batch) {
    var newest = new LinkedHashMap<K, DecodedRecord<K, V>>();
    for (var record : batch) {
      newest.put(requireNonNull(record.key()), record);
    }
    return List.copyOf(newest.values());
  }
}
