package equilibrium.analyst.command;

import equilibrium.analyst.archive.ExportKey;
import equilibrium.analyst.archive.FileFormat;
import equilibrium.analyst.archive.Privacy;
import equilibrium.analyst.export.Export;
import equilibrium.analyst.export.ExportOptions;
import equilibrium.analyst.export.Follow;
import equilibrium.analyst.log.Log;
import equilibrium.platform.Fault;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code export}. */
@Command(
    name = "export",
    description = {
      "Writes topics to Parquet, CSV or NDJSON files, and goes on where files of an earlier run"
          + " end.",
      "Files are named by the offsets that they hold, and get their names when they are whole."
    })
final class ExportCommand implements Callable<Integer> {
  private final Supplier<Access> access;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "TOPIC",
      arity = "1..*",
      description = "Names of topics, or of tables that topics are read as.")
  private List<String> names = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder of the files; created, or continued.")
  private Path folder = Path.of("export");

  @Mixin private RangeOptions range = new RangeOptions();

  @Option(
      names = "--format",
      defaultValue = "parquet",
      description = "parquet (zstd), csv or ndjson; ${DEFAULT-VALUE} without this.")
  private String format = "parquet";

  @Option(
      names = "--file-size",
      defaultValue = "128MiB",
      paramLabel = "SIZE",
      description = "About how large a file may be; ${DEFAULT-VALUE} without this.")
  private String fileSize = "128MiB";

  @Option(
      names = "--memory",
      defaultValue = "512MiB",
      paramLabel = "SIZE",
      description = "Memory for DuckDB; ${DEFAULT-VALUE} without this.")
  private String memory = "512MiB";

  @Option(
      names = "--follow",
      description = "Never ends: writes what was appended since, again and again.")
  private boolean isFollowing;

  @Option(
      names = "--every",
      defaultValue = "60",
      paramLabel = "MINUTES",
      description = "How often --follow writes files; ${DEFAULT-VALUE} without this.")
  private int everyMinutes = 60;

  @Option(
      names = "--pseudonym-key",
      paramLabel = "FILE",
      description =
          "Key under which ids of clients, networks and peers are written; drawn if the file is"
              + " missing; export-key beside DIR without this.")
  private @Nullable Path keyFile;

  @Option(names = "--raw-ids", description = "Writes ids as they are in the log.")
  private boolean hasRawIds;

  @Option(
      names = "--addresses",
      description = "Also addresses; needs the operators' role in PostgreSQL.")
  private boolean hasAddresses;

  @Option(names = "--quiet", description = "Prints no ranges and no progress.")
  private boolean isQuiet;

  ExportCommand(Supplier<Access> access) {
    this.access = access;
  }

  @Override
  public Integer call() throws InterruptedException {
    DuckDb.demand();
    demandSense();
    var options = options();
    var connections = access.get();
    if (hasAddresses) {
      demandOperator(connections);
    }
    if (hasRawIds) {
      err("ids are written as they are in the log: they can be joined with every other table");
    }
    var export = new Export(new Log(connections.kafka()), options, System.err);
    return isFollowing ? follow(export) : once(export);
  }

  private void demandSense() {
    if (hasRawIds && keyFile != null) {
      throw new Fault("--raw-ids and --pseudonym-key exclude each other");
    }
    if (isFollowing && !range.isEndless()) {
      throw new Fault("--follow has no end: leave out --to");
    }
    if (everyMinutes < 1) {
      throw new Fault("--every is %d, expected 1 or more minutes".formatted(everyMinutes));
    }
  }

  private ExportOptions options() {
    var parsed = FileFormat.parse(format);
    long fileBytes = Size.parse("--file-size", fileSize);
    Size.parse("--memory", memory);
    var records = range.range(Instant.now());
    var privacy = new Privacy(hasAddresses, hasRawIds ? null : key());
    return new ExportOptions(names, folder, records, parsed, privacy, fileBytes, memory, isQuiet);
  }

  private String key() {
    return ExportKey.in(keyFile == null ? ExportKey.besides(folder) : keyFile);
  }

  /** Who may connect as the operators' role may read addresses; people are asked once more. */
  @SuppressWarnings("SystemConsoleNull") // JDK 25 returns null again without a terminal
  private static void demandOperator(Access access) {
    if (access.isAnalyst()) {
      throw new Fault("--addresses needs the operators' role, but postgres.user is analyst");
    }
    try {
      access.operator().connect("export").close();
    } catch (SQLException e) {
      throw new Fault(
          "--addresses needs the operators' role, but PostgreSQL at %s says: %s"
              .formatted(access.operator(), e.getMessage()),
          e);
    }
    var console = System.console();
    if (console != null && console.isTerminal()) {
      var answer = console.readLine("The files will hold addresses of people. Go on (yes)? ");
      if (!"yes".equals(answer)) {
        throw new Fault("nothing was exported");
      }
    }
  }

  private int once(Export export) {
    return report(export.run());
  }

  private int follow(Export export) throws InterruptedException {
    new Follow(export, Duration.ofMinutes(everyMinutes))
        .run(result -> {
          var _ = report(result);
        });
    return 0;
  }

  private int report(Export.Result result) {
    if (!isQuiet) {
      err(String.format(Locale.ROOT, "%,d rows in %,d new files", result.rows(), result.files()));
    }
    if (result.unreadable() > 0) {
      err(
          String.format(
              Locale.ROOT,
              "%,d records could not be decoded: see %s",
              result.unreadable(),
              folder.resolve("unreadable.ndjson")));
    }
    return result.unreadable() > 0 ? 1 : 0;
  }

  private void err(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(line);
    err.flush();
  }
}
