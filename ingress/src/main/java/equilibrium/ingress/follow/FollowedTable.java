package equilibrium.ingress.follow;

import equilibrium.schemas.Tables;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Follows one projected table by Kafka's offsets. Every row carries the partition and offset of its
 * record, and one writer commits a partition in order: the rows of a partition from an offset on
 * are exactly the new ones. If an offset has decreased (a restored backup), the whole table is
 * read.
 *
 * @param <K> key of the table's rows
 */
public final class FollowedTable<K> {
  static final int FETCH_ROWS = 10_000;

  /** Applies rows to memory. */
  interface Rows<K> {
    RowKey<K> key();

    /** The column with the offset of the record that last changed what is read of a row. */
    default String changedAt() {
      return Tables.SOURCE_OFFSET;
    }

    /** The columns to read, besides the key and {@code deleted}. */
    String columns();

    /** SQL condition on the rows that a reading of the whole table reads. */
    default String condition() {
      return "true";
    }

    void put(K key, ResultSet row) throws SQLException;

    void remove(K key);

    /** Called before all rows are read. */
    default void begin() {}

    /** False: rows that a whole reading lacks stay, so no set of all keys is made. */
    default boolean removesMissing() {
      return true;
    }

    /** Called after all rows were read: rows with other keys no longer exist. */
    void end(Set<K> keys);
  }

  private final String table;
  private final String topic;
  private final Rows<K> rows;
  private final Map<Integer, Long> cursor = new HashMap<>();

  public FollowedTable(String table, String topic, Rows<K> rows) {
    this.table = table;
    this.topic = topic;
    this.rows = rows;
  }

  String table() {
    return table;
  }

  private String columns() {
    return "%s AS %s, %s".formatted(rows.key().column(), RowKey.NAME, rows.columns());
  }

  /** Reads the whole table. */
  void readAll(Connection db) throws SQLException {
    cursor.clear();
    cursor.putAll(offsets(db, topic));
    rows.begin();
    var keys = new HashSet<K>();
    var sql =
        "SELECT %s, deleted FROM %s WHERE NOT deleted AND %s"
            .formatted(columns(), table, rows.condition());
    try (var select = db.prepareStatement(sql)) {
      select.setFetchSize(FETCH_ROWS);
      try (var found = select.executeQuery()) {
        while (found.next()) {
          var key = rows.key().of(found);
          if (rows.removesMissing()) {
            keys.add(key);
          }
          rows.put(key, found);
        }
      }
    }
    if (rows.removesMissing()) {
      rows.end(keys);
    }
  }

  /**
   * Reads the rows of these keys, whatever their offsets; a row that does not exist is removed.
   *
   * @param keys in hex; malformed ones, and those beyond {@value #FETCH_ROWS}, are not read
   * @return whether all were read; otherwise {@link #readAll} is needed
   */
  boolean readEdited(Connection db, Set<String> keys) throws SQLException {
    var wanted = new ArrayList<byte[]>();
    for (String key : keys) {
      byte[] bytes = rows.key().parse(key);
      if (bytes != null && wanted.size() < FETCH_ROWS) {
        wanted.add(bytes);
      }
    }
    if (!wanted.isEmpty()) {
      read(db, wanted);
    }
    return wanted.size() == keys.size();
  }

  private void read(Connection db, List<byte[]> wanted) throws SQLException {
    var missing =
        wanted.stream().map(rows.key().of()).collect(Collectors.toCollection(HashSet::new));
    var sql =
        "SELECT %s, deleted FROM %s WHERE %s = ANY (?)"
            .formatted(columns(), table, rows.key().column());
    try (var select = db.prepareStatement(sql)) {
      select.setArray(1, db.createArrayOf("bytea", wanted.toArray(byte[][]::new)));
      try (var found = select.executeQuery()) {
        while (found.next()) {
          missing.remove(rows.key().of(found));
          apply(found);
        }
      }
    }
    missing.forEach(rows::remove);
  }

  String topic() {
    return topic;
  }

  /** Reads the rows that are new since the last reading. */
  void readNew(Connection db) throws SQLException {
    readNew(db, offsets(db, topic));
  }

  /**
   * As above.
   *
   * @param now the next offset of each partition of the topic, no older than the last reading
   */
  void readNew(Connection db, Map<Integer, Long> now) throws SQLException {
    for (var partition : now.entrySet()) {
      long from = cursor.getOrDefault(partition.getKey(), 0L);
      if (partition.getValue() < from) {
        readAll(db);
        return;
      }
      if (partition.getValue() > from) {
        readFrom(db, partition.getKey(), from);
      }
    }
    cursor.putAll(now);
  }

  private void readFrom(Connection db, int partition, long offset) throws SQLException {
    var sql =
        "SELECT %s, deleted FROM %s WHERE %s = ? AND %s >= ?"
            .formatted(columns(), table, Tables.SOURCE_PARTITION, rows.changedAt());
    try (var select = db.prepareStatement(sql)) {
      select.setFetchSize(FETCH_ROWS);
      select.setInt(1, partition);
      select.setLong(2, offset);
      try (var found = select.executeQuery()) {
        while (found.next()) {
          apply(found);
        }
      }
    }
  }

  private void apply(ResultSet row) throws SQLException {
    var key = rows.key().of(row);
    if (row.getBoolean("deleted")) {
      rows.remove(key);
    } else {
      rows.put(key, row);
    }
  }

  /** The next offset of each partition of a topic that the projector will read. */
  static Map<Integer, Long> offsets(Connection db, String topic) throws SQLException {
    return offsets(db, List.of(topic)).getOrDefault(topic, Map.of());
  }

  /** The same of several topics, by their names; without those that it has not begun to read. */
  static Map<String, Map<Integer, Long>> offsets(Connection db, List<String> topics)
      throws SQLException {
    var offsets = new HashMap<String, Map<Integer, Long>>();
    try (var select =
        db.prepareStatement(
            "SELECT topic, partition, next_offset FROM "
                + Tables.PROJECTED_OFFSETS
                + " WHERE topic = ANY (?)")) {
      select.setArray(1, db.createArrayOf("text", topics.toArray()));
      try (var found = select.executeQuery()) {
        while (found.next()) {
          offsets
              .computeIfAbsent(found.getString(1), _ -> new HashMap<>())
              .put(found.getInt(2), found.getLong(3));
        }
      }
    }
    return offsets;
  }
}
