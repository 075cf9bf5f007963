package equilibrium.projector.table;

import static java.util.stream.Collectors.joining;

import equilibrium.schemas.Tables;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows of one table. A batch is one statement with one array for each column ({@code
 * unnest}), which is twice as fast as a batch of one statement for each row. No key may come twice
 * in a batch.
 */
public final class Table<R> {
  private static final String SET = "excluded.%s";

  /** A column: where its value comes from, and how it changes an existing row. */
  private record Column<R>(
      String name, Type type, Function<Row<R>, @Nullable Object> value, String update) {

    Array array(Connection db, List<Row<R>> rows) throws SQLException {
      @Nullable Object[] values = type.array(rows.size());
      for (int i = 0; i < values.length; i++) {
        var value = this.value.apply(rows.get(i));
        values[i] = value == null ? null : type.clean(value);
      }
      return db.createArrayOf(type.sql(), values);
    }

    String assignment() {
      return name + " = " + update.formatted(name);
    }
  }

  private final String name;
  private final String sql;
  private final List<Column<R>> columns;

  private Table(String name, String sql, List<Column<R>> columns) {
    this.name = name;
    this.sql = sql;
    this.columns = List.copyOf(columns);
  }

  public static <R> Columns<R> named(String name) {
    return new Columns<>(name);
  }

  public String name() {
    return name;
  }

  /**
   * Writes the rows; returns how many changed the table, without those that are older than theirs.
   */
  public int write(Connection db, List<Row<R>> rows) throws SQLException {
    if (rows.isEmpty()) {
      return 0;
    }
    try (var statement = db.prepareStatement(sql)) {
      for (int i = 0; i < columns.size(); i++) {
        statement.setArray(i + 1, columns.get(i).array(db, rows));
      }
      return statement.executeUpdate();
    }
  }

  /** The columns of a table, keys first. In SQL, {@code t} is the existing row. */
  public static final class Columns<R> {
    private final String table;
    private final List<String> keys = new ArrayList<>();
    private final List<Column<R>> columns = new ArrayList<>();

    private Columns(String table) {
      this.table = table;
    }

    public Columns<R> key(String name, Type type, Function<R, Object> value) {
      keys.add(name);
      return with(name, type, value, SET);
    }

    public Columns<R> set(String name, Type type, Function<R, @Nullable Object> value) {
      return with(name, type, value, SET);
    }

    public Columns<R> add(String name, Type type, Function<R, Object> value) {
      return with(name, type, value, "t.%1$s + excluded.%1$s");
    }

    /**
     * A column with its own rule.
     *
     * @param update SQL in which {@code %1$s} is the column
     */
    public Columns<R> with(
        String name, Type type, Function<R, ? extends @Nullable Object> value, String update) {
      columns.add(new Column<>(name, type, row -> value.apply(row.value()), update));
      return this;
    }

    /**
     * The offset of the record that last changed what readers follow. They find changed rows by an
     * index on it, which updates of the other columns leave alone (HOT).
     *
     * @param unchanged SQL condition on {@code t} and {@code excluded}; the offset then stays
     */
    public Columns<R> changedAt(String name, String unchanged) {
      var update = "CASE WHEN " + unchanged + " THEN t.%1$s ELSE excluded.%1$s END";
      columns.add(new Column<>(name, Type.BIGINT, Row::offset, update));
      return this;
    }

    private Columns<R> sourced() {
      columns.add(new Column<>(Tables.SOURCE_PARTITION, Type.INTEGER, Row::partition, SET));
      columns.add(new Column<>(Tables.SOURCE_OFFSET, Type.BIGINT, Row::offset, SET));
      return this;
    }

    /** Rows that say where they came from; a later record wins. */
    public Table<R> newest() {
      return sourced().upsert("", "WHERE t.source_offset < excluded.source_offset");
    }

    /** As {@link #newest}, for tables with tombstones: a value brings a deleted row back. */
    public Table<R> newestAlive() {
      return sourced()
          .upsert("deleted = false, ", "WHERE t.source_offset < excluded.source_offset");
    }

    /** Rows that say where they came from; the condition says when a later record wins. */
    public Table<R> newestBy(String condition) {
      return sourced().upsert("", "WHERE " + condition);
    }

    /** Rows without a source. */
    public Table<R> merged() {
      return upsert("", "");
    }

    /** Rows that say where they came from and never change. */
    public Table<R> once() {
      keys.addAll(List.of(Tables.SOURCE_PARTITION, Tables.SOURCE_OFFSET));
      return new Table<>(table, sourced().insert() + "ON CONFLICT DO NOTHING", columns);
    }

    /** Marks rows as deleted, where there are any. */
    public Table<R> tombstones() {
      var same = keys.stream().map("t.%1$s = n.%1$s"::formatted).collect(joining(" AND "));
      sourced();
      var others =
          columns.stream()
              .map(Column::name)
              .filter(name -> !keys.contains(name))
              .map("%1$s = n.%1$s"::formatted)
              .collect(joining(", "));
      var sql =
          """
          UPDATE %s AS t SET deleted = true, %s
          FROM %s WHERE %s AND t.source_offset < n.source_offset
          """
              .formatted(table, others, unnest(), same);
      return new Table<>(table, sql, columns);
    }

    /**
     * A statement of its own.
     *
     * @param statement with %s for the batch, which is called {@code n} and says where its rows
     *     came from
     */
    public Table<R> sql(String statement) {
      sourced();
      return new Table<>(table, statement.formatted(unnest()), columns);
    }

    private Table<R> upsert(String also, String guard) {
      var updates =
          columns.stream()
              .filter(column -> !keys.contains(column.name()))
              .map(Column::assignment)
              .collect(joining(", "));
      var sql =
          "%s ON CONFLICT (%s) DO UPDATE SET %s%s %s"
              .formatted(insert(), String.join(", ", keys), also, updates, guard);
      return new Table<>(table, sql, columns);
    }

    /** Sorted by key, so that neighbours in the index are written together. */
    private String insert() {
      return "INSERT INTO %s AS t (%s) SELECT %s FROM %s ORDER BY %s "
          .formatted(
              table,
              columns.stream().map(Column::name).collect(joining(", ")),
              columns.stream().map(c -> c.type().expression(c.name())).collect(joining(", ")),
              unnest(),
              keys.stream().map("n."::concat).collect(joining(", ")));
    }

    private String unnest() {
      return "unnest(%s) AS n(%s)"
          .formatted(
              columns.stream().map(c -> "?::" + c.type().sql() + "[]").collect(joining(", ")),
              columns.stream().map(Column::name).collect(joining(", ")));
    }
  }
}
