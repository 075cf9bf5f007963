package equilibrium.analyst.sql;

import equilibrium.platform.Fault;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a bar chart shows of a result. Labels are the first column and those that follow it, up to
 * the first count or fraction; an INTEGER such as tier is a label there. Bars are one number.
 *
 * @param label names of the columns that label the bars
 * @param value name of the column that the bars show
 * @param isCut whether there are rows beyond {@link #MOST}
 */
record Bars(String label, String value, List<Bar> bars, boolean isCut) {
  static final int MOST = 100;

  /**
   * A row.
   *
   * @param value NaN: null, or no finite number
   */
  record Bar(String label, double value) {}

  /**
   * Reads rows.
   *
   * @param column name of the bars' column; null: the last count or fraction, or the last number
   *     after the first column
   */
  static Bars of(ResultSet rows, @Nullable String column) throws SQLException {
    var meta = rows.getMetaData();
    int value = column == null ? usualColumn(meta) : named(meta, column);
    var labels = labels(meta, value);
    var bars = new ArrayList<Bar>();
    boolean isMore = rows.next();
    while (isMore && bars.size() < MOST) {
      var texts = new ArrayList<String>();
      for (int label : labels) {
        texts.add(ResultText.shortText(rows, label));
      }
      bars.add(new Bar(String.join("  ", texts), number(rows.getObject(value))));
      isMore = rows.next();
    }
    var names = new ArrayList<String>();
    for (int label : labels) {
      names.add(meta.getColumnLabel(label));
    }
    return new Bars(String.join(", ", names), meta.getColumnLabel(value), bars, isMore);
  }

  private static double number(@Nullable Object value) {
    return value instanceof Number number && Double.isFinite(number.doubleValue())
        ? number.doubleValue()
        : Double.NaN;
  }

  private static int usualColumn(ResultSetMetaData meta) throws SQLException {
    int last = 0;
    int lastMeasure = 0;
    for (int column = 1; column <= meta.getColumnCount(); column++) {
      last = isNumber(meta, column) ? column : last;
      lastMeasure = isMeasure(meta, column) ? column : lastMeasure;
    }
    if (last == 0) {
      throw new Fault(
          "the result has no number to draw: its columns are %s".formatted(columns(meta)));
    }
    return lastMeasure > 0 ? lastMeasure : last;
  }

  private static int named(ResultSetMetaData meta, String name) throws SQLException {
    for (int column = 1; column <= meta.getColumnCount(); column++) {
      if (meta.getColumnLabel(column).equals(name)) {
        if (!isNumber(meta, column)) {
          throw new Fault(
              "--bars is %s, which is %s, expected a number"
                  .formatted(name, meta.getColumnTypeName(column)));
        }
        return column;
      }
    }
    throw new Fault("--bars is %s, expected one of %s".formatted(name, columns(meta)));
  }

  private static List<String> columns(ResultSetMetaData meta) throws SQLException {
    var names = new ArrayList<String>();
    for (int column = 1; column <= meta.getColumnCount(); column++) {
      names.add(meta.getColumnLabel(column));
    }
    return names;
  }

  private static List<Integer> labels(ResultSetMetaData meta, int value) throws SQLException {
    int end = 2;
    while (end <= meta.getColumnCount() && !isMeasure(meta, end)) {
      end++;
    }
    return IntStream.range(1, end).filter(column -> column != value).boxed().toList();
  }

  /** A count or a fraction. */
  private static boolean isMeasure(ResultSetMetaData meta, int column) throws SQLException {
    var type = type(meta, column);
    return type.endsWith("BIGINT")
        || type.endsWith("HUGEINT")
        || type.startsWith("DECIMAL")
        || type.equals("FLOAT")
        || type.equals("DOUBLE");
  }

  private static boolean isNumber(ResultSetMetaData meta, int column) throws SQLException {
    var type = type(meta, column);
    return isMeasure(meta, column) || type.endsWith("INTEGER") || type.endsWith("INT");
  }

  private static String type(ResultSetMetaData meta, int column) throws SQLException {
    return Objects.requireNonNullElse(meta.getColumnTypeName(column), "");
  }
}
