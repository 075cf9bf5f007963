package equilibrium.analyst.table;

import equilibrium.schemas.EnumText;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.duckdb.DuckDBWritableVector;
import org.jspecify.annotations.Nullable;

/**
 * A column and how a row fills it.
 *
 * @param unit of a number, or what a text is; empty: the name says it
 */
public record Column<T>(String name, Type type, String unit, Cell<Row<T>> cell) {

  /** Writes one value of a row. */
  @FunctionalInterface
  public interface Cell<R> {
    void write(R row, DuckDBWritableVector to, long index);
  }

  public static <T> Column<T> text(String name, String unit, Function<T, @Nullable String> of) {
    return value(name, Type.TEXT, unit, (row, to, index) -> string(of.apply(row), to, index));
  }

  /** An enum as settings write it: lower case, with hyphens. */
  public static <T> Column<T> name(String name, Function<T, ? extends Enum<?>> of) {
    return text(name, "", row -> EnumText.of(of.apply(row)));
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
    return new Column<>(
        name,
        Type.TEXT,
        unit,
        (row, to, index) -> {
          byte[] key = row.record().key();
          string(key == null ? null : of.apply(key), to, index);
        });
  }

  /** Whether the record is a tombstone. */
  static <T> Column<T> deleted() {
    return new Column<>(
        "deleted", Type.BOOLEAN, "", (row, to, index) -> to.setBoolean(index, row.value() == null));
  }

  static <T> Column<T> logPartition() {
    return new Column<>(
        "log_partition",
        Type.INTEGER,
        "",
        (row, to, index) -> to.setInt(index, row.record().partition()));
  }

  static <T> Column<T> logOffset() {
    return new Column<>(
        "log_offset",
        Type.BIGINT,
        "",
        (row, to, index) -> to.setLong(index, row.record().offset()));
  }

  static <T> Column<T> appendedAt() {
    return new Column<>(
        "appended_at",
        Type.TIMESTAMP,
        "UTC, of the broker",
        (row, to, index) -> to.setTimestamp(index, time(row.record().appendedAtMs())));
  }

  private static <T> Column<T> value(String name, Type type, String unit, Cell<T> cell) {
    return new Column<>(
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

  private static void string(@Nullable String text, DuckDBWritableVector to, long index) {
    if (text == null) {
      to.setNull(index);
    } else {
      to.setString(index, text);
    }
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
