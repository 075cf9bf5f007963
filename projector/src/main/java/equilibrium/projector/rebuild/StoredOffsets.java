package equilibrium.projector.rebuild;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/** The rows of {@code projected_offsets} of one topic. */
final class StoredOffsets {
  /** Any number that no other advisory lock of this database has. */
  private static final int LOCK_CLASS = 1_163_219_009;

  private final Connection db;
  private final String topic;

  StoredOffsets(Connection db, String topic) {
    this.db = db;
    this.topic = topic;
  }

  /** Whether a session of this database rebuilds a topic, or compares it. */
  static boolean isRebuilding(Connection db) throws SQLException {
    try (var query =
        db.prepareStatement(
            """
            SELECT EXISTS (SELECT FROM pg_locks
              WHERE locktype = 'advisory' AND classid = ?::oid AND objsubid = 2 AND granted
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
            """)) {
      query.setLong(1, LOCK_CLASS);
      try (var row = query.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /** Waits until no other session rebuilds the topic. */
  void lockTopic() throws SQLException {
    advisory("SELECT pg_advisory_lock(?, hashtext(?))");
  }

  void unlockTopic() throws SQLException {
    advisory("SELECT pg_advisory_unlock(?, hashtext(?))");
  }

  private void advisory(String function) throws SQLException {
    try (var call = db.prepareStatement(function)) {
      call.setInt(1, LOCK_CLASS);
      call.setString(2, topic);
      call.execute();
    }
  }

  /** By partition. */
  Map<Integer, Long> read() throws SQLException {
    return read("");
  }

  /**
   * As {@link #read}, in a new transaction that sees the tables as they are at these offsets until
   * it ends. Projectors go on.
   */
  Map<Integer, Long> snapshot() throws SQLException {
    try (var set = db.createStatement()) {
      set.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    }
    return read("");
  }

  /** As {@link #read}; no projector moves them until the transaction ends. */
  Map<Integer, Long> lock() throws SQLException {
    return read(" FOR UPDATE");
  }

  private Map<Integer, Long> read(String lock) throws SQLException {
    var offsets = new TreeMap<Integer, Long>();
    var sql =
        "SELECT partition, next_offset FROM public.projected_offsets WHERE topic = ?"
            + " ORDER BY partition"
            + lock;
    try (var query = db.prepareStatement(sql)) {
      query.setString(1, topic);
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          offsets.put(rows.getInt(1), rows.getLong(2));
        }
      }
    }
    return offsets;
  }

  /** The rows are the log's now, whatever was in it before at the same offsets. */
  void forgetEpochs() throws SQLException {
    try (var forget =
        db.prepareStatement(
            "UPDATE public.projected_offsets SET leader_epoch = NULL WHERE topic = ?")) {
      forget.setString(1, topic);
      forget.executeUpdate();
    }
  }

  /** Moves one, if it is where it was. */
  void move(int partition, long from, long to) throws SQLException {
    try (var move =
        db.prepareStatement(
            """
            UPDATE public.projected_offsets SET next_offset = ?, leader_epoch = NULL
            WHERE topic = ? AND partition = ? AND next_offset = ?
            """)) {
      move.setLong(1, to);
      move.setString(2, topic);
      move.setInt(3, partition);
      move.setLong(4, from);
      move.executeUpdate();
    }
  }
}
