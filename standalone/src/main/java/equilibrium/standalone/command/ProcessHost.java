package equilibrium.standalone.command;

import equilibrium.bench.faults.FaultBench;
import equilibrium.platform.PostgresSettings;
import equilibrium.standalone.config.Configuration;
import equilibrium.standalone.config.Configuration.Way;
import equilibrium.standalone.config.Sources;
import equilibrium.standalone.embedded.DatabaseRole;
import equilibrium.standalone.embedded.EmbeddedConfig;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts processes like this one. */
final class ProcessHost implements FaultBench.Host {
  private final Map<String, String> overrides;

  /**
   * Processes with these settings.
   *
   * @param overrides by key
   */
  ProcessHost(Map<String, String> overrides) {
    this.overrides = Map.copyOf(overrides);
  }

  @Override
  public Process start(List<String> arguments, Path log) throws IOException {
    var command = command();
    command.addAll(arguments);
    overrides.forEach((key, value) -> command.add("--set=" + key + "=" + value));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(Redirect.appendTo(log.toFile()))
        .start();
  }

  private static List<String> command() {
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
    command.add(Equilibrium.MAIN_CLASS);
    return command;
  }

  @Override
  public PostgresSettings postgres(Path data, int port) {
    var settings =
        Map.of(
            "data.folder", data.toString(), EmbeddedConfig.POSTGRES_PORT, Integer.toString(port));
    var sources = new Sources(null, Map.of(), settings);
    return Configuration.read(Way.SINGLE, DatabaseRole.CONSOLE, sources).platform().postgres();
  }
}
