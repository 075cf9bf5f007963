package equilibrium.analyst.archive;

import equilibrium.analyst.database.Database;
import equilibrium.analyst.table.Column;
import equilibrium.analyst.table.TopicTable;
import equilibrium.analyst.table.Type;
import equilibrium.platform.Fault;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How exported files hold rows. */
public enum FileFormat {
  PARQUET("FORMAT parquet, COMPRESSION zstd", "read_parquet"),
  /** With a header. Texts that a spreadsheet would take for a formula begin with a quote. */
  CSV("FORMAT csv, HEADER", "read_csv"),
  /** A JSON object on each line. */
  NDJSON("FORMAT json", "read_json");

  private final String options;
  private final String reader;

  FileFormat(String options, String reader) {
    this.options = options;
    this.reader = reader;
  }

  public static FileFormat parse(String text) {
    return Arrays.stream(values())
        .filter(format -> format.extension().equals(text))
        .findFirst()
        .orElseThrow(
            () -> new Fault("the format is %s, expected parquet, csv or ndjson".formatted(text)));
  }

  public String extension() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Options of DuckDB's COPY. */
  String options() {
    return options;
  }

  /** The query that reads files of a table in this format. */
  String read(String pattern, TopicTable<?> table) {
    return "SELECT * FROM %s(%s, hive_partitioning = false%s)"
        .formatted(reader, Database.quoted(pattern), types(table));
  }

  /** Text has no types of its own, and an id may look like a number. */
  private String types(TopicTable<?> table) {
    var columns =
        table.columns().stream()
            .map(column -> "'%s': '%s'".formatted(column.name(), column.type().duckDb()))
            .collect(Collectors.joining(", ", ", columns = {", "}"));
    return switch (this) {
      case PARQUET -> "";
      case CSV -> columns + ", header = true, auto_detect = false";
      case NDJSON -> columns;
    };
  }

  /** The columns to select from a table's rows. */
  String columns(TopicTable<?> table) {
    return table.columns().stream().map(this::column).collect(Collectors.joining(", "));
  }

  private String column(Column<?> column) {
    var name = '"' + column.name() + '"';
    return this == CSV && column.type() == Type.TEXT
        ? "CASE WHEN regexp_matches(%1$s, '^[=+@-]') THEN '''' || %1$s ELSE %1$s END AS %1$s"
            .formatted(name)
        : name;
  }
}
