package equilibrium.projector.table;

import static java.util.stream.Collectors.joining;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How rows get into one table: a batch is one statement, each column of it one array ({@code
 * unnest}). That is twice as fast as a row a statement, batched. No key may come twice in a batch.
 */
public final class Table<R> {
  private static final String SET = "excluded.%s";

  /** Where a column's value comes from, and what an existing row makes of it. */
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

  /** Writes the rows; how many were written and not left alone for being older. */
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

  /** The columns of a table, keys first. In SQL {@code t} is the row as it is. */
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

    private Columns<R> sourced() {
      columns.add(new Column<>("source_partition", Type.INTEGER, Row::partition, SET));
      columns.add(new Column<>("source_offset", Type.BIGINT, Row::offset, SET));
      return this;
    }

    /** Rows that say where they came from; a later record wins. */
    public Table<R> newest() {
      return sourced().upsert("", "WHERE t.source_offset < excluded.source_offset");
    }

    /** As {@link #newest}, for tables whose rows end: a value brings a deleted row back. */
    public Table<R> newestAlive() {
      return sourced()
          .upsert("deleted = false, ", "WHERE t.source_offset < excluded.source_offset");
    }

    /** Rows that say where they came from; the condition tells when they win. */
    public Table<R> newestBy(String condition) {
      return sourced().upsert("", "WHERE " + condition);
    }

    /** Rows without a source. */
    public Table<R> merged() {
      return upsert("", "");
    }

    /** Rows that say where they came from and never change. */
    public Table<R> once() {
      keys.addAll(List.of("source_partition", "source_offset"));
      return new Table<>(table, sourced().insert() + "ON CONFLICT DO NOTHING", columns);
    }

    /** Marks rows as deleted; one that is not there needs no mark. */
    public Table<R> tombstones() {
      var same = keys.stream().map("t.%1$s = n.%1$s"::formatted).collect(joining(" AND "));
      sourced();
      var sql =
          """
          UPDATE %s AS t SET deleted = true,
            source_partition = n.source_partition, source_offset = n.source_offset
          FROM %s WHERE %s AND t.source_offset < n.source_offset
          """
              .formatted(table, unnest(), same);
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
