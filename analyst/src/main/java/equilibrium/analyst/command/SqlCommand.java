package equilibrium.analyst.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import equilibrium.analyst.log.Log;
import equilibrium.analyst.sql.OutputFormat;
import equilibrium.analyst.sql.Sql;
import equilibrium.analyst.sql.SqlOptions;
import equilibrium.platform.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sql}. */
@Command(
    name = "sql",
    description = {
      "Runs DuckDB's SQL over topics, exported files and PostgreSQL.",
      "Each topic is a view, such as announces, and a function: announces(since := '-3d',"
          + " until := …, swarm := …). Schema pg has PostgreSQL's views."
    })
final class SqlCommand implements Callable<Integer> {
  private final Supplier<Access> access;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "File with statements; standard input without this and -c.")
  private @Nullable Path file;

  @Option(names = "-c", paramLabel = "SQL", description = "Statements.")
  private @Nullable String text;

  @Mixin private ArchiveOptions archive = new ArchiveOptions();

  @Option(
      names = "--files-only",
      description = "Only the archive: neither Kafka nor PostgreSQL is asked.")
  private boolean isFilesOnly;

  @Option(
      names = "--format",
      description =
          "table, csv, json, parquet or svg, a bar chart of at most 100 rows; without this svg for"
              + " a FILE.svg, else table.")
  private @Nullable String format;

  @Option(
      names = "--bars",
      paramLabel = "COLUMN",
      description = "The number that a chart shows; without this the last count or fraction.")
  private @Nullable String bars;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Writes the result of the last statement to a file.")
  private @Nullable Path out;

  @Option(
      names = "--memory",
      defaultValue = "1GiB",
      paramLabel = "SIZE",
      description = "Memory for DuckDB; ${DEFAULT-VALUE} without this.")
  private String memory = "1GiB";

  @Option(
      names = "--safe",
      description = "Statements of strangers: queries only, which can read no other file.")
  private boolean isSafe;

  SqlCommand(Supplier<Access> access) {
    this.access = access;
  }

  @Override
  public Integer call() {
    DuckDb.demand();
    Size.parse("--memory", memory);
    if (isFilesOnly && archive.folder() == null) {
      throw new Fault("--files-only needs --archive DIR");
    }
    var connections = access.get();
    var options =
        new SqlOptions(
            archive.folder(),
            archive.key(),
            isFilesOnly,
            isSafe,
            memory,
            connections.temporary(),
            chosen(),
            bars,
            out);
    new Sql(options, System.out, System.err)
        .run(statements(), new Log(connections.kafka()), connections.analyst());
    return 0;
  }

  private OutputFormat chosen() {
    var chosen = format == null ? OutputFormat.usual(out) : OutputFormat.parse(format);
    if (bars != null && chosen != OutputFormat.SVG) {
      throw new Fault("--bars is about charts: say --format svg, or --out FILE.svg");
    }
    return chosen;
  }

  private String statements() {
    if (text != null && file != null) {
      throw new Fault("FILE and -c exclude each other");
    }
    try {
      if (text != null) {
        return text;
      }
      return file == null ? new String(System.in.readAllBytes(), UTF_8) : Files.readString(file);
    } catch (IOException e) {
      throw new Fault("%s cannot be read: %s".formatted(file, e), e);
    }
  }
}
