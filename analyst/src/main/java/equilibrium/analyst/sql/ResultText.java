package equilibrium.analyst.sql;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import equilibrium.platform.Fault;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints the rows of a result. */
final class ResultText {
  static final int MOST_ROWS = 1_000;
  private static final int SIGNIFICANT_DIGITS = 6;

  private final PrintStream out;

  ResultText(PrintStream out) {
    this.out = out;
  }

  void print(ResultSet rows, OutputFormat format) throws SQLException {
    switch (format) {
      case TABLE -> {
        var _ = table(rows);
      }
      case CSV -> csv(rows);
      case JSON -> json(rows);
      case PARQUET -> throw new Fault("--format parquet needs --out FILE");
      case SVG -> throw new IllegalArgumentException("a picture has no rows");
    }
  }

  /**
   * Each row as lines of a name and a value, without those that are null; whether there is a row.
   */
  boolean fields(ResultSet rows) throws SQLException {
    var names = names(rows);
    int width = names.stream().mapToInt(String::length).max().orElse(1);
    boolean isAny = false;
    while (rows.next()) {
      isAny = true;
      for (int column = 1; column <= names.size(); column++) {
        if (rows.getObject(column) != null) {
          var name = names.get(column - 1);
          out.println(
              "  " + name + " ".repeat(width - name.length() + 2) + shortText(rows, column));
        }
      }
    }
    return isAny;
  }

  /** Aligned columns; how many rows were printed. */
  int table(ResultSet rows) throws SQLException {
    var lines = new ArrayList<List<String>>();
    lines.add(names(rows));
    boolean isMore = rows.next();
    while (isMore && lines.size() <= MOST_ROWS) {
      lines.add(texts(rows));
      isMore = rows.next();
    }
    int[] widths = new int[lines.getFirst().size()];
    for (var line : lines) {
      Arrays.setAll(widths, column -> Math.max(widths[column], line.get(column).length()));
    }
    lines.forEach(line -> out.println(aligned(line, widths)));
    if (isMore) {
      out.printf(Locale.ROOT, "only the first %,d rows: --format csv prints all%n", MOST_ROWS);
    }
    return lines.size() - 1;
  }

  private static String aligned(List<String> line, int[] widths) {
    var text = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      text.append(line.get(column)).repeat(" ", widths[column] - line.get(column).length() + 2);
    }
    return text.toString().stripTrailing();
  }

  private void csv(ResultSet rows) throws SQLException {
    out.println(String.join(",", names(rows).stream().map(ResultText::cell).toList()));
    while (rows.next()) {
      var cells = new ArrayList<String>();
      for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
        boolean isText = rows.getObject(column) instanceof String;
        cells.add(isText ? cell(harmless(rows.getString(column))) : cell(text(rows, column)));
      }
      out.println(String.join(",", cells));
    }
  }

  /** A spreadsheet would take it for a formula otherwise. */
  private static String harmless(String text) {
    return !text.isEmpty() && "=+-@".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
  }

  private static String cell(String text) {
    return text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
        ? '"' + text.replace("\"", "\"\"") + '"'
        : text;
  }

  private void json(ResultSet rows) throws SQLException {
    var names = names(rows);
    var factory = new JsonFactory();
    while (rows.next()) {
      var line = new StringWriter();
      try (var json = factory.createGenerator(line)) {
        json.writeStartObject();
        for (int column = 1; column <= names.size(); column++) {
          json.writeFieldName(names.get(column - 1));
          write(json, rows.getObject(column));
        }
        json.writeEndObject();
      } catch (IOException e) {
        throw new Fault("a row cannot be written: " + e.getMessage(), e);
      }
      out.println(line);
    }
  }

  private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case Boolean flag -> json.writeBoolean(flag);
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case BigInteger number -> json.writeNumber(number);
      case BigDecimal number -> json.writeNumber(number);
      case Double number -> json.writeNumber(number);
      default -> json.writeString(text(value));
    }
  }

  private static List<String> names(ResultSet rows) throws SQLException {
    var names = new ArrayList<String>();
    for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
      names.add(rows.getMetaData().getColumnLabel(column));
    }
    return names;
  }

  private static List<String> texts(ResultSet rows) throws SQLException {
    var texts = new ArrayList<String>();
    for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
      texts.add(shortText(rows, column));
    }
    return texts;
  }

  /** For people: numbers with a fraction have six significant digits. */
  static String shortText(ResultSet rows, int column) throws SQLException {
    return rows.getObject(column) instanceof Double number && Double.isFinite(number)
        ? BigDecimal.valueOf(number)
            .round(new MathContext(SIGNIFICANT_DIGITS))
            .stripTrailingZeros()
            .toPlainString()
        : text(rows, column);
  }

  private static String text(ResultSet rows, int column) throws SQLException {
    return text(rows.getObject(column));
  }

  /** Times without a fraction that is zero. */
  private static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case Timestamp time -> time.toString().replaceFirst("\\.0$", "");
      default -> value.toString();
    };
  }
}
