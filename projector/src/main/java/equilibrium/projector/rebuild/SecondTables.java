package equilibrium.projector.rebuild;

import static java.util.stream.Collectors.joining;

import equilibrium.projector.projection.Feed;
import equilibrium.schemas.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The second tables of a topic, in schema {@code rebuild}: emptied, filled by the statements that
 * fill the first ones, and compared with them. Only the connection's search path says which are
 * written.
 */
final class SecondTables {
  private static final String IDENTICAL =
      "EXISTS (SELECT FROM rebuild.%1$s n WHERE %2$s AND (%3$s) IS NOT DISTINCT FROM (%4$s))";

  /**
   * Columns that say at which offset a row's tier or number of downloads last changed. The fold of
   * a compacted log finds other offsets than the projector did, which saw the records in between.
   * They only tell readers what is new, so a row is not wrong for them.
   */
  private static final Set<String> NOT_COMPARED =
      Set.of(Tables.TIER_OFFSET, Tables.COMPLETED_OFFSET);

  /** A kept row has a source below its partition's bound, and no second row has its key. */
  private static final String KEPT =
      """
      (t.source_offset < coalesce((SELECT k.below FROM unnest(?::int4[], ?::int8[]) k(p, below)
         WHERE k.p = t.source_partition), 0)
       AND NOT EXISTS (SELECT FROM rebuild.%1$s n WHERE %2$s))
      """;

  private final Connection db;
  private final Feed<?, ?> feed;

  SecondTables(Connection db, Feed<?, ?> feed) {
    this.db = db;
    this.feed = feed;
  }

  /** Directs statements without a schema to the second tables. */
  void use() throws SQLException {
    execute("SET search_path = rebuild, public");
  }

  void empty() throws SQLException {
    for (var table : feed.tables()) {
      call("SELECT rebuild.begin(?)", table);
    }
  }

  /**
   * How many rows of the first tables differ from the second ones, or are in one of them alone.
   * Rows marked as deleted and peers that are due to be purged do not count: age removes them.
   *
   * @param keepBelow offsets by partition, below which rows without a second one are right
   * @param peersSinceMs tracker time since 1970; peers from before are due to be purged
   */
  long differences(Map<Integer, Long> keepBelow, long peersSinceMs) throws SQLException {
    long differing = 0;
    for (var table : feed.tables()) {
      var verb =
          "SELECT count(*) FROM public.%1$s t WHERE " + lasting(table, "t", peersSinceMs) + " AND ";
      try (var wrong = bounded(verb, table, keepBelow)) {
        differing += count(wrong);
      }
      try (var missing =
          db.prepareStatement(
              """
              SELECT count(*) FROM rebuild.%1$s n WHERE %3$s
                AND NOT EXISTS (SELECT FROM public.%1$s t WHERE %2$s)
              """
                  .formatted(table, keys(table), lasting(table, "n", peersSinceMs)))) {
        differing += count(missing);
      }
    }
    return differing;
  }

  private String lasting(String table, String alias, long peersSinceMs) throws SQLException {
    if (table.equals(Tables.PEERS)) {
      return "NOT %1$s.deleted AND %1$s.received_at > timestamptz 'epoch' + %2$d * interval '1 ms'"
          .formatted(alias, peersSinceMs);
    }
    return columns(table).contains("deleted") ? "NOT %s.deleted".formatted(alias) : "true";
  }

  /**
   * Makes the first tables equal to the second ones, by writing the rows that differ. Followers are
   * notified as of edits by hand, because such a row may have an older source than they look for.
   *
   * @return rows deleted and rows inserted
   */
  long swap(Map<Integer, Long> keepBelow) throws SQLException {
    execute("SET LOCAL equilibrium.projecting = off");
    long changed = 0;
    for (var table : feed.tables()) {
      try (var delete = bounded("DELETE FROM public.%1$s t WHERE ", table, keepBelow)) {
        changed += delete.executeLargeUpdate();
      }
    }
    return changed + insert();
  }

  /** Builds the indexes of the first tables anew. */
  void reindex() throws SQLException {
    for (var table : feed.tables()) {
      call("SELECT rebuild.reindex(?)", table);
    }
  }

  /** Reads every row of the first tables without an index; fails if one cannot be read. */
  void readAll() throws SQLException {
    execute("SET LOCAL enable_indexscan = off");
    execute("SET LOCAL enable_indexonlyscan = off");
    execute("SET LOCAL enable_bitmapscan = off");
    for (var table : feed.tables()) {
      execute("SELECT count(t::text) FROM public.%s t".formatted(table));
    }
  }

  /** As {@link #swap}, where the first tables cannot be read: no old row stays. */
  long replace() throws SQLException {
    for (var table : feed.tables()) {
      call("SELECT rebuild.discard(?)", table);
    }
    return insert();
  }

  private long insert() throws SQLException {
    long inserted = 0;
    for (var table : feed.tables()) {
      try (var insert = db.createStatement()) {
        inserted +=
            insert.executeLargeUpdate(
                "INSERT INTO public.%1$s SELECT * FROM rebuild.%1$s ON CONFLICT DO NOTHING"
                    .formatted(table));
      }
    }
    return inserted;
  }

  /**
   * A statement on the rows of a first table that are neither identical to a second one nor kept.
   */
  private PreparedStatement bounded(String verb, String table, Map<Integer, Long> keepBelow)
      throws SQLException {
    var compared = columns(table).stream().filter(name -> !NOT_COMPARED.contains(name)).toList();
    var second = compared.stream().map("n."::concat).collect(joining(", "));
    var first = compared.stream().map("t."::concat).collect(joining(", "));
    var sql = verb + "NOT " + IDENTICAL + (keepBelow.isEmpty() ? "" : " AND NOT " + KEPT);
    var statement = db.prepareStatement(sql.formatted(table, keys(table), second, first));
    if (keepBelow.isEmpty()) {
      return statement;
    }
    statement.setArray(1, db.createArrayOf("int4", keepBelow.keySet().toArray()));
    statement.setArray(2, db.createArrayOf("int8", keepBelow.values().toArray()));
    return statement;
  }

  /** The condition that rows {@code n} and {@code t} have the same primary key. */
  private String keys(String table) throws SQLException {
    var names =
        names(
            """
            SELECT a.attname FROM pg_index i
            JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
            WHERE i.indrelid = ('public.' || ?)::regclass AND i.indisprimary
            """,
            table);
    return names.stream().map("n.%1$s = t.%1$s"::formatted).collect(joining(" AND "));
  }

  private List<String> columns(String table) throws SQLException {
    return names(
        """
        SELECT attname FROM pg_attribute
        WHERE attrelid = ('public.' || ?)::regclass AND attnum > 0 AND NOT attisdropped
        ORDER BY attnum
        """,
        table);
  }

  private List<String> names(String sql, String table) throws SQLException {
    var names = new ArrayList<String>();
    try (var query = db.prepareStatement(sql)) {
      query.setString(1, table);
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          names.add(rows.getString(1));
        }
      }
    }
    return names;
  }

  private static long count(PreparedStatement query) throws SQLException {
    try (var row = query.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private void call(String function, String table) throws SQLException {
    try (var call = db.prepareStatement(function)) {
      call.setString(1, table);
      call.execute();
    }
  }

  private void execute(String sql) throws SQLException {
    try (var statement = db.createStatement()) {
      statement.execute(sql);
    }
  }
}
