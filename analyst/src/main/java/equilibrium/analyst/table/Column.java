package equilibrium.analyst.table;

import static java.nio.charset.StandardCharsets.UTF_8;

import equilibrium.schemas.EnumText;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.duckdb.DuckDBWritableVector;
import org.jspecify.annotations.Nullable;

/**
 * A column and how rows fill it.
 *
 * @param unit of a number, or what a text is; empty: the name says it
 */
public record Column<T>(String name, Type type, String unit, Cells<T> cells) {

  /** Writes the values of rows, the first at index 0. */
  @FunctionalInterface
  public interface Cells<T> {
    void write(List<Row<T>> rows, DuckDBWritableVector to);
  }

  /** Writes one value of a row. */
  @FunctionalInterface
  private interface Cell<R> {
    void write(R row, DuckDBWritableVector to, long index);
  }

  public static <T> Column<T> text(String name, String unit, Function<T, @Nullable String> of) {
    return texts(
        name,
        unit,
        row -> {
          var value = row.value();
          return value == null ? null : bytes(of.apply(value));
        });
  }

  /** An enum as settings write it: lower case, with hyphens. */
  public static <T> Column<T> name(String name, Function<T, ? extends Enum<?>> of) {
    Map<Enum<?>, byte[]> texts = new ConcurrentHashMap<>(); // as many as there are constants
    return texts(
        name,
        "",
        row -> {
          var value = row.value();
          return value == null
              ? null
              : texts.computeIfAbsent(of.apply(value), one -> EnumText.of(one).getBytes(UTF_8));
        });
  }

  /** Texts go to DuckDB together: each call of it costs as much as a text. */
  private static <T> Column<T> texts(
      String name, String unit, Function<Row<T>, byte @Nullable []> utf8) {
    return new Column<>(
        name,
        Type.TEXT,
        unit,
        (rows, to) -> to.setStringUtf8Batch(0, rows.stream().map(utf8).toArray(byte[][]::new)));
  }

  public static <T> Column<T> bigint(String name, String unit, ToLongFunction<T> of) {
    return value(
        name, Type.BIGINT, unit, (row, to, index) -> to.setLong(index, of.applyAsLong(row)));
  }

  static <T> Column<T> maybeBigint(String name, String unit, Function<T, @Nullable Long> of) {
    return value(name, Type.BIGINT, unit, (row, to, index) -> number(of.apply(row), to, index));
  }

  public static <T> Column<T> integer(String name, String unit, ToIntFunction<T> of) {
    return value(
        name, Type.INTEGER, unit, (row, to, index) -> to.setInt(index, of.applyAsInt(row)));
  }

  static <T> Column<T> maybeInteger(String name, String unit, Function<T, @Nullable Integer> of) {
    return value(name, Type.INTEGER, unit, (row, to, index) -> number(of.apply(row), to, index));
  }

  static <T> Column<T> real(String name, String unit, ToDoubleFunction<T> of) {
    return value(
        name, Type.DOUBLE, unit, (row, to, index) -> to.setDouble(index, of.applyAsDouble(row)));
  }

  static <T> Column<T> flag(String name, Function<T, Boolean> of) {
    return value(name, Type.BOOLEAN, "", (row, to, index) -> to.setBoolean(index, of.apply(row)));
  }

  /** From milliseconds since 1970. */
  static <T> Column<T> time(String name, ToLongFunction<T> ofMs) {
    return value(
        name,
        Type.TIMESTAMP,
        "UTC",
        (row, to, index) -> to.setTimestamp(index, time(ofMs.applyAsLong(row))));
  }

  /** From milliseconds since 1970; null and 0 are null. */
  public static <T> Column<T> maybeTime(String name, Function<T, @Nullable Long> ofMs) {
    return value(
        name,
        Type.TIMESTAMP,
        "UTC",
        (row, to, index) -> {
          var ms = ofMs.apply(row);
          if (ms == null || ms == 0) {
            to.setNull(index);
          } else {
            to.setTimestamp(index, time(ms));
          }
        });
  }

  /** Of the record's key, which a tombstone has too. */
  static <T> Column<T> key(String name, String unit, Function<byte[], String> of) {
    return texts(
        name,
        unit,
        row -> {
          byte[] key = row.record().key();
          return key == null ? null : bytes(of.apply(key));
        });
  }

  /** Whether the record is a tombstone. */
  static <T> Column<T> deleted() {
    return column(
        "deleted", Type.BOOLEAN, "", (row, to, index) -> to.setBoolean(index, row.value() == null));
  }

  static <T> Column<T> logPartition() {
    return column(
        "log_partition",
        Type.INTEGER,
        "",
        (row, to, index) -> to.setInt(index, row.record().partition()));
  }

  static <T> Column<T> logOffset() {
    return column(
        "log_offset",
        Type.BIGINT,
        "",
        (row, to, index) -> to.setLong(index, row.record().offset()));
  }

  static <T> Column<T> appendedAt() {
    return column(
        "appended_at",
        Type.TIMESTAMP,
        "UTC, of the broker",
        (row, to, index) -> to.setTimestamp(index, time(row.record().appendedAtMs())));
  }

  private static <T> Column<T> value(String name, Type type, String unit, Cell<T> cell) {
    return column(
        name,
        type,
        unit,
        (row, to, index) -> {
          var value = row.value();
          if (value == null) {
            to.setNull(index);
          } else {
            cell.write(value, to, index);
          }
        });
  }

  private static <T> Column<T> column(String name, Type type, String unit, Cell<Row<T>> cell) {
    return new Column<>(
        name,
        type,
        unit,
        (rows, to) -> {
          for (int index = 0; index < rows.size(); index++) {
            cell.write(rows.get(index), to, index);
          }
        });
  }

  private static byte @Nullable [] bytes(@Nullable String text) {
    return text == null ? null : text.getBytes(UTF_8);
  }

  private static void number(@Nullable Long number, DuckDBWritableVector to, long index) {
    if (number == null) {
      to.setNull(index);
    } else {
      to.setLong(index, number);
    }
  }

  private static void number(@Nullable Integer number, DuckDBWritableVector to, long index) {
    if (number == null) {
      to.setNull(index);
    } else {
      to.setInt(index, number);
    }
  }

  private static LocalDateTime time(long ms) {
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(ms, 1_000L), Math.floorMod(ms, 1_000) * 1_000_000, ZoneOffset.UTC);
  }
}
