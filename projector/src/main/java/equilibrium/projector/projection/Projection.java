package equilibrium.projector.projection;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Turns records of one topic into rows. Keeps nothing between batches. */
interface Projection<K, V> {

  /** The table, for followers and counters. */
  String table();

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
