package equilibrium.projector.projection;

import static java.util.Objects.requireNonNull;

import equilibrium.projector.table.Row;
import equilibrium.projector.table.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;

/**
 * A compacted topic: one row for each key, as its newest record says. A tombstone marks the row as
 * deleted. Applying a record twice is the same as once.
 */
final class Newest<K, V> implements Projection<K, V> {
  private final Function<V, K> key;
  private final Table<V> values;
  private final Table<K> tombstones;

  /**
   * Rows of one table.
   *
   * @param key of a value; has equals
   */
  Newest(Function<V, K> key, Table<V> values, Table<K> tombstones) {
    this.key = key;
    this.values = values;
    this.tombstones = tombstones;
  }

  @Override
  public Refold refold() {
    return Refold.WHOLE;
  }

  @Override
  public String table() {
    return values.name();
  }

  @Override
  public boolean belongs(K key, V value) {
    return key.equals(this.key.apply(value));
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
