package equilibrium.projector.loop;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.SortedMap;

/**
 * The statements of the purge. They skip rows that the projector is writing, so they never wait.
 */
final class Sweep {
  /** Blocks of a table in one statement: 32 MiB. */
  private static final int BLOCKS = 4_096;

  private static final int ROWS = 20_000;

  /**
   * Peers are found by reading a part of the table at a time. An index on the time would be quicker
   * here and cost every announce its in-place (HOT) update.
   */
  private static final String PEERS =
      """
      DELETE FROM peers WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM peers
        WHERE ctid >= ?::tid AND ctid < ?::tid AND received_at < ? FOR UPDATE SKIP LOCKED))
      """;

  private static final String HAND_OUTS =
      """
      DELETE FROM hand_outs WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM hand_outs WHERE at < ? ORDER BY at LIMIT ? FOR UPDATE SKIP LOCKED))
      """;

  private final Connection db;
  private long block;

  /** Sweeps by this connection, which commits each statement by itself. */
  Sweep(Connection db) {
    this.db = db;
  }

  /**
   * Deletes peers that did not announce since then, in the next part of the table.
   *
   * @param beforeMs since 1970, tracker time
   */
  int peers(long beforeMs) throws SQLException {
    if (block >= blocks()) {
      block = 0;
    }
    try (var delete = db.prepareStatement(PEERS)) {
      delete.setString(1, "(%d,0)".formatted(block));
      delete.setString(2, "(%d,0)".formatted(block + BLOCKS));
      delete.setTimestamp(3, new Timestamp(beforeMs));
      block += BLOCKS;
      return delete.executeUpdate();
    }
  }

  private long blocks() throws SQLException {
    try (var query = db.createStatement();
        var size =
            query.executeQuery(
                "SELECT pg_relation_size('peers') / current_setting('block_size')::int")) {
      size.next();
      return size.getLong(1);
    }
  }

  /** Deletes the oldest hand-outs from before a time, tracker time. */
  int handOuts(long beforeMs) throws SQLException {
    try (var delete = db.prepareStatement(HAND_OUTS)) {
      delete.setTimestamp(1, new Timestamp(beforeMs));
      delete.setInt(2, ROWS);
      return delete.executeUpdate();
    }
  }

  /**
   * Deletes rows that a record before its partition's offset marked as deleted.
   *
   * @param table name of a table, never a user's input
   */
  int deleted(String table, SortedMap<Integer, Long> before) throws SQLException {
    try (var delete = db.prepareStatement(deleted(table))) {
      delete.setArray(1, db.createArrayOf("int4", before.keySet().toArray()));
      delete.setArray(2, db.createArrayOf("int8", before.values().toArray()));
      delete.setInt(3, ROWS);
      return delete.executeUpdate();
    }
  }

  private static String deleted(String table) {
    return """
    DELETE FROM %1$s WHERE ctid = ANY (ARRAY(
      SELECT t.ctid FROM %1$s t
      JOIN unnest(?::int4[], ?::int8[]) AS old(partition, before)
        ON old.partition = t.source_partition AND t.source_offset < old.before
      WHERE t.deleted LIMIT ? FOR UPDATE OF t SKIP LOCKED))
    """
        .formatted(table);
  }
}
