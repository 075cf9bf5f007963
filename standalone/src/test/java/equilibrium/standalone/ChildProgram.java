package equilibrium.standalone;

import equilibrium.platform.KafkaSettings;
import equilibrium.testing.Await;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One program of a distributed set-up in a process of its own, on the servers of a pipeline.
 *
 * @param settings beside those that say where the servers are
 */
record ChildProgram(Process process, String program, Path data, Map<String, String> settings)
    implements AutoCloseable {
  private static final Pattern OPS = Pattern.compile(" ops=\"([^\"]+)\"");

  /**
   * Starts it, and waits until it has started.
   *
   * @param program as the command has it
   */
  static ChildProgram on(Pipeline pipeline, String program, Path data, Map<String, String> set)
      throws IOException {
    var settings = new LinkedHashMap<>(servers(pipeline));
    settings.putAll(set);
    return start(program, data, settings);
  }

  private static Map<String, String> servers(Pipeline pipeline) {
    var platform = pipeline.platform();
    return Map.of(
        "kafka.bootstrap.servers",
            String.valueOf(platform.kafka().clients().get(KafkaSettings.BOOTSTRAP)),
        "kafka.partitions", "8",
        "kafka.replication", "1",
        "postgres.url", platform.postgres().url(),
        "postgres.user", platform.postgres().driver().getOrDefault("user", ""),
        "postgres.password", platform.postgres().driver().getOrDefault("password", ""));
  }

  private static ChildProgram start(String program, Path data, Map<String, String> settings)
      throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dlogback.configurationFile=logback.xml", // not the one of tests
                "-Xmx256m"));
    if (program.equals("console")) {
      command.addAll(List.of("-XX:+UseSerialGC", "-Xms24m")); // as the launcher does
    }
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            "equilibrium.standalone.EquilibriumMain",
            program,
            "--data=" + data));
    settings.forEach((key, value) -> command.add("--set=" + key + "=" + value));
    var log = log(data);
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(log.toFile()));
    builder.environment().keySet().removeIf(name -> name.startsWith("EQUILIBRIUM_"));
    var process = builder.start();
    var child = new ChildProgram(process, program, data, settings);
    try {
      Await.until(
          "program " + data.getFileName() + " has started",
          () -> {
            if (!process.isAlive()) {
              throw new AssertionError(Files.readString(log));
            }
            return Files.readString(log).contains("the program has started");
          });
      return child;
    } catch (RuntimeException | Error e) {
      child.close();
      throw e;
    }
  }

  /** A slash, then host and port of its ops pages, as it logged them. */
  String opsAddress() throws IOException {
    var found = OPS.matcher(Files.readString(log(data)));
    if (!found.find()) {
      throw new AssertionError("no ops address in " + log(data));
    }
    return found.group(1);
  }

  /** Another process with the same data, after this one has ended. */
  ChildProgram again() throws IOException {
    return start(program, data, settings);
  }

  private static Path log(Path data) {
    return data.resolveSibling(data.getFileName() + ".log");
  }

  /** Ends it at once. */
  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
