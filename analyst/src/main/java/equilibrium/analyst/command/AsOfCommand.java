package equilibrium.analyst.command;

import equilibrium.analyst.log.Bound;
import equilibrium.analyst.log.Log;
import equilibrium.analyst.sql.AsOf;
import equilibrium.analyst.sql.OutputFormat;
import equilibrium.analyst.sql.SqlOptions;
import equilibrium.analyst.sql.Subject;
import equilibrium.platform.Fault;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code asof}. */
@Command(
    name = "asof",
    description = {
      "Tells what was in force at a time, and the last records before it.",
      "The topics know it as far as they have not been compacted; an archive knows it since it"
          + " began."
    })
final class AsOfCommand implements Callable<Integer> {
  private final Supplier<Access> access;

  @Parameters(
      index = "0",
      paramLabel = "T",
      description = "Time of append: 2026-11-20T08:00:00Z, or -1h before now (s, m, h, d).")
  private String time = "";

  @Parameters(
      index = "1",
      paramLabel = "SUBJECT",
      description = "swarm, client, cuts or interventions.")
  private String subject = "";

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "ID",
      description = "Info-hash of the swarm, or id of the client.")
  private @Nullable String id;

  @Mixin private ArchiveOptions archive = new ArchiveOptions();

  @Option(
      names = "--memory",
      defaultValue = "1GiB",
      paramLabel = "SIZE",
      description = "Memory for DuckDB; ${DEFAULT-VALUE} without this.")
  private String memory = "1GiB";

  AsOfCommand(Supplier<Access> access) {
    this.access = access;
  }

  @Override
  public Integer call() {
    DuckDb.demand();
    Size.parse("--memory", memory);
    var about = Subject.parse(subject, id);
    var at = time(Instant.now());
    var connections = access.get();
    var options =
        new SqlOptions(
            archive.folder(),
            archive.key(),
            false,
            false,
            memory,
            connections.temporary(),
            OutputFormat.TABLE,
            null,
            null);
    new AsOf(options, at, System.out, System.err)
        .run(about, new Log(connections.kafka()), connections.analyst());
    return 0;
  }

  private Instant time(Instant now) {
    if (Bound.parse("T", time, now) instanceof Bound.Time(var at)) {
      return at;
    }
    throw new Fault(
        "T is %s, expected a time, because offsets are of one partition".formatted(time));
  }
}
