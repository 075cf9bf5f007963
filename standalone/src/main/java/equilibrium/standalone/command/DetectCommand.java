package equilibrium.standalone.command;

import equilibrium.anomaly.AnomalyConfig;
import equilibrium.bench.detect.DetectBench;
import equilibrium.platform.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench detect}. */
@Command(
    name = "detect",
    description =
        "Replays a labelled trace through scoring and anomaly detection, without a broker, and"
            + " reports what was found.")
final class DetectCommand implements Callable<Integer> {
  private final Equilibrium equilibrium;

  @Option(names = "--trace", paramLabel = "FILE", required = true, description = "JSON lines.")
  private Path trace = Path.of("trace.jsonl");

  @Option(names = "--labels", paramLabel = "FILE", required = true, description = "JSON lines.")
  private Path labels = Path.of("labels.jsonl");

  @Option(
      names = "--truth",
      paramLabel = "FILE",
      description = "What was fabricated; without this, truth.jsonl beside the labels, if any.")
  private @Nullable Path truth;

  @Option(names = "--json", paramLabel = "OUT", description = "Writes the report to a file too.")
  private @Nullable Path json;

  @Option(
      names = "--count-shadow",
      description = "Counts rules in shadow mode for levels, as if they were enforced.")
  private boolean countShadow;

  DetectCommand(Equilibrium equilibrium) {
    this.equilibrium = equilibrium;
  }

  @Override
  public Integer call() throws IOException {
    var settings = new Settings(Map.of(), null, Map.of(), equilibrium.overrides());
    var config = AnomalyConfig.from(settings);
    settings.verify();
    var options = new DetectBench.Options(trace, labels, truth, json, countShadow);
    new DetectBench(options, config, System.out, System.err).run();
    return 0;
  }
}
