package equilibrium.standalone;

import equilibrium.standalone.command.Equilibrium;
import equilibrium.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * {@code equilibrium up} as a process of its own on free ports. What it says of itself at its start
 * is read from its output.
 */
record ChildTracker(Process process, Path data, String greeting) implements AutoCloseable {
  private static final int STOP_SECONDS = 30;

  static ChildTracker on(Path data, Path log) throws IOException {
    return on(data, log, Map.of());
  }

  /** With these settings over those for tests. */
  static ChildTracker on(Path data, Path log, Map<String, String> settings) throws IOException {
    var process =
        new ProcessBuilder(command(data, settings))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      Await.until(
          "the tracker has started or ended",
          () -> !process.isAlive() || Files.readString(log).contains("  data "));
      var said = Files.readString(log);
      if (!process.isAlive()) {
        throw new AssertionError(said);
      }
      return new ChildTracker(process, data, said);
    } catch (IOException | RuntimeException | Error e) {
      process.destroy(); // PostgreSQL ends with it
      throw e;
    }
  }

  private static List<String> command(Path data, Map<String, String> settings) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "equilibrium.standalone.EquilibriumMain",
                "up",
                "--data=" + data));
    Map.of(
            "embedded.programs", TrackerFixture.PROGRAMS.toString(),
            "embedded.kafka-port", "0",
            "embedded.postgres-port", "0",
            "kafka.partitions", TrackerFixture.FEW_PARTITIONS,
            "ops.port", "0",
            "console.port", "0",
            "ingress.host", "127.0.0.1",
            "ingress.port", "0",
            "ingress.ack-wait", "10s")
        .forEach((key, value) -> command.add("--set=" + key + "=" + value));
    settings.forEach((key, value) -> command.add("--set=" + key + "=" + value));
    return command;
  }

  String announceUrl() {
    return said("announce +(http:\\S+)");
  }

  /** The same port speaks UDP. */
  String udpUrl() {
    return announceUrl().replace("http:", "udp:");
  }

  /** Of its announce URLs. */
  Loopback family() {
    return announceUrl().contains(Loopback.IPV6.inUrl()) ? Loopback.IPV6 : Loopback.IPV4;
  }

  /** It must have a certificate. */
  String httpsUrl() {
    return said("(https:\\S+)");
  }

  /** Host and port. */
  String kafka() {
    return said("Kafka +(\\S+)");
  }

  /** As the user for analysts, who needs no password. */
  Connection postgres() throws SQLException {
    return DriverManager.getConnection("jdbc:" + said("PostgreSQL +(\\S+)"), "analyst", "");
  }

  private String said(String pattern) {
    var found = Pattern.compile(pattern).matcher(greeting);
    if (!found.find()) {
      throw new AssertionError(greeting);
    }
    return found.group(1);
  }

  /** Runs a command on this tracker, which must succeed; returns what it printed. */
  String run(String... words) {
    var arguments = new ArrayList<>(List.of(words));
    arguments.add("--data=" + data);
    arguments.add("--set=kafka.bootstrap.servers=" + kafka());
    arguments.add("--set=postgres.url=jdbc:" + said("PostgreSQL +(\\S+)"));
    var printed =
        Printed.by(() -> Equilibrium.command(Map.of()).execute(arguments.toArray(String[]::new)));
    if (printed.exitCode() != 0) {
      throw new AssertionError(printed);
    }
    return printed.out();
  }

  /** Stops it where it is, so that none of its files changes. */
  void freeze() throws IOException {
    signal("STOP");
  }

  void thaw() throws IOException {
    signal("CONT");
  }

  private void signal(String name) throws IOException {
    var kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    if (kill.onExit().join().exitValue() != 0) {
      throw new AssertionError("the tracker has ended");
    }
  }

  @Override
  public void close() throws IOException {
    if (process.isAlive()) {
      thaw();
    }
    process.destroy();
    try {
      var _ = process.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      process.destroyForcibly();
      throw new AssertionError("the tracker does not stop", e);
    }
  }
}
