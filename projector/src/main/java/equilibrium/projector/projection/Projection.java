package equilibrium.projector.projection;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Turns records of one topic into rows. Keeps nothing between batches. */
interface Projection<K, V> {

  /** The table, for followers and counters. */
  String table();

  /** All tables that it writes. */
  default List<String> tables() {
    return List.of(table());
  }

  /** How its tables are made anew from the log. */
  Refold refold();

  /**
   * Whether a record's key is that of its value, where the topic keeps the newest of each key. A
   * record of another key would overwrite a row that is not its own.
   */
  default boolean belongs(K key, V value) {
    return true;
  }

  /** Whether a tombstone marks a row as deleted; such rows are removed later. */
  default boolean hasTombstones() {
    return false;
  }

  /**
   * Writes a batch within the transaction that moves its offsets.
   *
   * @param batch in the order of its partitions, several after one another
   * @return rows written
   */
  int apply(Connection db, List<DecodedRecord<K, V>> batch) throws SQLException;
}
