package equilibrium.projector.projection;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What a topic becomes in PostgreSQL. Keeps nothing between batches. */
interface Projection<K, V> {

  /** The table, for followers and counters. */
  String table();

  /**
   * Writes a batch within the transaction that moves its offsets.
   *
   * @param batch in the order of its partitions, several after one another
   * @return rows written
   */
  int apply(Connection db, List<DecodedRecord<K, V>> batch) throws SQLException;
}
