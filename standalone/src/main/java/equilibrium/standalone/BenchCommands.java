package equilibrium.standalone;

import equilibrium.bench.ScoringBench;
import equilibrium.platform.KafkaSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench}. */
@Command(name = "bench", description = "Measures programs under loads that are made up.")
final class BenchCommands {
  private static final int PARTITIONS = 8;

  private final Equilibrium equilibrium;

  BenchCommands(Equilibrium equilibrium) {
    this.equilibrium = equilibrium;
  }

  @Command(
      name = "scoring",
      description =
          "Scoring folds a day, on a Kafka of its own, in a folder that is deleted again.")
  void scoring(
      @Option(names = "--clients", defaultValue = "2000000", description = "How many.") int clients,
      @Option(names = "--swarms", defaultValue = "400000", description = "How many, at most.")
          int swarms,
      @Option(names = "--jvm", description = "A flag for the JVM of scoring; may be repeated.")
          @Nullable List<String> jvm)
      throws IOException {
    var folder = Files.createTempDirectory("equilibrium-bench");
    try (var kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0)) {
      var servers = "127.0.0.1:" + kafka.port();
      var settings = new KafkaSettings(Map.of(KafkaSettings.BOOTSTRAP, servers), PARTITIONS, 1);
      new ScoringBench(settings, System.out)
          .run(
              clients,
              swarms,
              data -> new ProcessBuilder(scoring(servers, data, jvm)).inheritIO().start(),
              folder.resolve("scoring"));
    } finally {
      Utils.delete(folder.toFile());
    }
  }

  /** As this process was started, with its settings and over them those of the load. */
  private List<String> scoring(String servers, Path data, @Nullable List<String> jvm) {
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(jvm == null ? List.of() : jvm);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(EquilibriumMain.class.getName(), "scoring", "--data=" + data));
    var settings = new TreeMap<>(equilibrium.overrides());
    settings.put("kafka.bootstrap.servers", servers);
    settings.put("kafka.partitions", Integer.toString(PARTITIONS));
    settings.put("kafka.replication", "1");
    settings.put("clock.scale", Integer.toString(ScoringBench.CLOCK_SCALE));
    settings.put("ops.port", "0");
    settings.forEach((key, value) -> command.add("--set=" + key + "=" + value));
    return command;
  }
}
