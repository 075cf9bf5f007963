package equilibrium.bench.faults;

import equilibrium.bench.process.Host;
import equilibrium.platform.Fault;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Runs scenarios one after the other, each with processes and data of its own, and prints a table.
 * Everything it started is ended when it returns, and when the process is asked to end.
 */
public final class FaultBench {
  private final Host host;
  private final PrintStream out;
  private volatile @Nullable ScenarioRun current;

  /** A bench that prints there. */
  public FaultBench(Host host, PrintStream out) {
    this.host = host;
    this.out = out;
  }

  /** Prints the names of all scenarios, with what they do. */
  public void list() {
    for (var scenario : Scenarios.all()) {
      out.printf("%-20s %s%n", scenario.name(), scenario.steps());
    }
  }

  /**
   * Runs the named scenarios, or all; false: a figure was not as it must be.
   *
   * @param results file that the table is appended to, if its folder exists
   */
  public boolean run(List<String> names, Path results) throws IOException {
    var chosen = chosen(names);
    var hook = new Thread(this::endCurrent, "end-processes");
    Runtime.getRuntime().addShutdownHook(hook);
    var done = new ArrayList<Result>();
    try {
      for (var scenario : chosen) {
        done.add(run(scenario));
      }
    } finally {
      Runtime.getRuntime().removeShutdownHook(hook);
      report(done, results);
    }
    return done.stream().allMatch(result -> result.failures().isEmpty());
  }

  private static List<Scenario> chosen(List<String> names) {
    if (names.isEmpty()) {
      return Scenarios.all();
    }
    var known = Scenarios.all().stream().map(Scenario::name).toList();
    for (var name : names) {
      if (!known.contains(name)) {
        throw new Fault("no scenario %s, expected one of %s".formatted(name, known));
      }
    }
    return Scenarios.all().stream().filter(scenario -> names.contains(scenario.name())).toList();
  }

  private Result run(Scenario scenario) throws IOException {
    var work = Files.createTempDirectory("equilibrium-faults");
    var result = result(scenario, work);
    result.failures().forEach(failure -> out.printf("%s: FAILED: %s%n", scenario.name(), failure));
    if (result.failures().isEmpty()) {
      Utils.delete(work.toFile());
    } else {
      out.printf("%s: data and logs stay in %s%n", scenario.name(), work);
    }
    return result;
  }

  /** Whatever goes wrong in one scenario, the next ones go on. */
  private Result result(Scenario scenario, Path work) {
    try (var run = new ScenarioRun(scenario, work, host, out)) {
      current = run;
      return run.run();
    } catch (RuntimeException e) {
      return Result.broken(scenario, e);
    } finally {
      current = null;
    }
  }

  private void endCurrent() {
    var running = current;
    if (running != null) {
      running.close();
    }
  }

  private void report(List<Result> done, Path results) throws IOException {
    var table = new StringBuilder(Result.HEAD);
    done.forEach(result -> table.append(result.row()));
    out.print(table);
    var parent = results.toAbsolutePath().getParent();
    if (!done.isEmpty() && parent != null && Files.isDirectory(parent)) {
      Files.writeString(
          results,
          "%n## %s%n%n%s".formatted(LocalDate.now(ZoneOffset.UTC), table),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }
}
