package equilibrium.standalone.command;

import static java.util.stream.Collectors.joining;

import equilibrium.bench.process.Host;
import equilibrium.bench.process.Host.Command;
import equilibrium.platform.PostgresSettings;
import equilibrium.standalone.config.Configuration;
import equilibrium.standalone.config.Configuration.Way;
import equilibrium.standalone.config.Sources;
import equilibrium.standalone.embedded.DatabaseRole;
import equilibrium.standalone.embedded.EmbeddedConfig;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Starts processes like this one. */
final class ProcessHost implements Host {
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
  public Process start(Command command, Path log) throws IOException {
    return builder(command, log).start();
  }

  /**
   * No variable and no file of settings of this process reaches the new one, and what the arguments
   * set stays: they say which servers it uses.
   */
  ProcessBuilder builder(Command wanted, Path log) {
    var arguments = wanted.arguments();
    var command = new ArrayList<>(wanted.wrapper());
    command.addAll(ownCommand());
    command.addAll(arguments);
    overrides.forEach((key, value) -> {
      var set = "--set=" + key + "=";
      if (arguments.stream().noneMatch(argument -> argument.startsWith(set))) {
        command.add(set + value);
      }
    });
    var builder =
        new ProcessBuilder(command)
            .directory(
                Objects.requireNonNull(log.toAbsolutePath().getParent(), "a root is no log")
                    .toFile())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile()));
    withoutSettings(builder.environment());
    builder.environment().putAll(wanted.environment());
    return builder;
  }

  static void withoutSettings(Map<String, String> environment) {
    environment.keySet().removeIf(name -> name.startsWith("EQUILIBRIUM_"));
  }

  private static List<String> ownCommand() {
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-Xmx1g", "-cp", classPath()));
    command.add(Equilibrium.MAIN_CLASS);
    return command;
  }

  /** Not relative to this process's folder. */
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(joining(File.pathSeparator));
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
