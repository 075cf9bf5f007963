package equilibrium.standalone.command;

import equilibrium.bench.ScoringBench;
import equilibrium.bench.faults.FaultBench;
import equilibrium.broker.EmbeddedKafka;
import equilibrium.platform.Fault;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.TimeScale;
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
@Command(name = "bench", description = "Measures programs under generated loads.")
final class BenchCommands {
  private static final int PARTITIONS = 8;
  private static final int MOST_CLIENTS = 100_000_000;

  private final Equilibrium equilibrium;

  BenchCommands(Equilibrium equilibrium) {
    this.equilibrium = equilibrium;
  }

  @Command(
      name = "scoring",
      description =
          "Measures scoring over a generated day, with a Kafka of its own in a temporary folder.")
  void scoring(
      @Option(names = "--clients", defaultValue = "2000000", description = "Clients of the load.")
          int clients,
      @Option(
              names = "--swarms",
              defaultValue = "400000",
              description = "Swarms of the load, at most.")
          int swarms,
      @Option(
              names = "--scale",
              defaultValue = "600",
              description = "How many times faster than real time the day passes: 600 for 144 s.")
          int scale,
      @Option(names = "--jvm", description = "A flag for the JVM of scoring; may be repeated.")
          @Nullable List<String> jvm)
      throws IOException {
    demand("--clients", clients, MOST_CLIENTS);
    demand("--swarms", swarms, MOST_CLIENTS);
    demand("--scale", scale, TimeScale.MOST);
    var folder = Files.createTempDirectory("equilibrium-bench");
    try (var kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0)) {
      var servers = "127.0.0.1:" + kafka.port();
      var settings = new KafkaSettings(Map.of(KafkaSettings.BOOTSTRAP, servers), PARTITIONS, 1);
      var load =
          Map.of(
              "kafka.bootstrap.servers",
              servers,
              "kafka.partitions",
              Integer.toString(PARTITIONS),
              "kafka.replication",
              "1",
              "clock.scale",
              Integer.toString(scale),
              "ops.port",
              "0");
      new ScoringBench(settings, new TimeScale(scale), System.out)
          .run(
              clients,
              swarms,
              data -> new ProcessBuilder(scoring(load, data, jvm)).inheritIO().start(),
              folder.resolve("scoring"));
    } finally {
      Utils.delete(folder.toFile());
    }
  }

  @Command(
      name = "faults",
      description =
          "Kills, freezes and starves real processes under load, and checks that nothing"
              + " acknowledged is lost. Without --only: everything, for hours.")
  int faults(
      @Option(names = "--list", description = "Only prints the scenarios.") boolean list,
      @Option(names = "--only", paramLabel = "NAME", description = "A scenario; may be repeated.")
          @Nullable List<String> only,
      @Option(names = "--quick", description = "The scenario quick, some minutes.") boolean quick,
      @Option(
              names = "--results",
              paramLabel = "FILE",
              defaultValue = "bench/faults.md",
              description = "Markdown file that the table is appended to, if its folder exists.")
          Path results)
      throws IOException {
    var bench = new FaultBench(new ProcessHost(equilibrium.overrides()), System.out);
    if (list) {
      bench.list();
      return 0;
    }
    var names = new ArrayList<String>(only == null ? List.of() : only);
    if (quick) {
      names.add("quick");
    }
    return bench.run(names, results) ? 0 : 1;
  }

  private static void demand(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new Fault("%s is %d, expected 1 to %d".formatted(option, value, most));
    }
  }

  /** Started like this process, with its settings, overridden by those of the load. */
  private List<String> scoring(Map<String, String> load, Path data, @Nullable List<String> jvm) {
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(jvm == null ? List.of() : jvm);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Equilibrium.MAIN_CLASS, "scoring", "--data=" + data));
    var settings = new TreeMap<>(equilibrium.overrides());
    settings.putAll(load);
    settings.forEach((key, value) -> command.add("--set=" + key + "=" + value));
    return command;
  }
}
