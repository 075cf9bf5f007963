package equilibrium.bench.detect;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Prints a report: maps of maps as tables, others as lines. */
final class ReportText {
  static void print(Map<String, ?> tree, PrintStream out) {
    tree.forEach((title, value) -> {
      out.printf("%n%s%n", title);
      if (value instanceof Map<?, ?> map) {
        section(map, out);
      }
    });
  }

  private static void section(Map<?, ?> section, PrintStream out) {
    boolean table = !section.isEmpty() && section.values().stream().allMatch(Map.class::isInstance);
    if (table) {
      table(section, out);
    } else {
      section.forEach((name, value) -> out.printf("  %-28s %s%n", name, text(value)));
    }
  }

  private static void table(Map<?, ?> table, PrintStream out) {
    var rows = new ArrayList<List<String>>();
    table.forEach((name, value) -> {
      if (value instanceof Map<?, ?> row) {
        if (rows.isEmpty()) {
          rows.add(row("", row.keySet()));
        }
        rows.add(row(String.valueOf(name), row.values()));
      }
    });
    for (var row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(padded(row.get(i), width(rows, i)));
      }
      out.println("  " + line.toString().stripTrailing());
    }
  }

  private static List<String> row(String name, Iterable<?> cells) {
    var row = new ArrayList<String>();
    row.add(name);
    cells.forEach(cell -> row.add(text(cell)));
    return row;
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream()
        .mapToInt(row -> column < row.size() ? row.get(column).length() + 2 : 0)
        .max()
        .orElse(0);
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  private static String text(Object value) {
    return switch (value) {
      case Long number -> "%,d".formatted(number);
      case Double number -> number.isNaN() ? "-" : trimmed(number);
      case Map<?, ?> map -> {
        var parts = new ArrayList<String>();
        map.forEach((name, part) -> parts.add(name + " " + text(part)));
        yield String.join(", ", parts);
      }
      case Object other -> other.toString();
    };
  }

  private static String trimmed(double number) {
    var text = "%.3f".formatted(number);
    return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
  }

  private ReportText() {}
}
