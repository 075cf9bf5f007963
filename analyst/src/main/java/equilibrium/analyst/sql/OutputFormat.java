package equilibrium.analyst.sql;

import equilibrium.platform.Fault;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How results are written. */
public enum OutputFormat {
  /** Aligned columns, at most 1,000 rows. */
  TABLE(""),
  CSV("FORMAT csv, HEADER"),
  /** An object on each line. */
  JSON("FORMAT json"),
  /** To a file only. */
  PARQUET("FORMAT parquet, COMPRESSION zstd"),
  /** A bar chart of at most {@link Bars#MOST} rows. */
  SVG("");

  private final String options;

  OutputFormat(String options) {
    this.options = options;
  }

  public static OutputFormat parse(String text) {
    return Arrays.stream(values())
        .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(() ->
            new Fault(
                "the format is %s, expected table, csv, json, parquet or svg".formatted(text)));
  }

  /** The format of a result that goes to a file, or is printed, when nobody names one. */
  public static OutputFormat usual(@Nullable Path out) {
    return out != null && out.toString().endsWith(".svg") ? SVG : TABLE;
  }

  /** Options of DuckDB's COPY; a {@link Fault} if this is no format of files. */
  String options() {
    if (options.isEmpty()) {
      throw new Fault("a file cannot be a table: say --format csv, json, parquet or svg");
    }
    return options;
  }
}
