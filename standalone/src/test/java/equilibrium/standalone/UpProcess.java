package equilibrium.standalone;

import equilibrium.standalone.command.Equilibrium;
import equilibrium.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The command {@code up} in a process of its own, on free ports. */
final class UpProcess implements AutoCloseable {
  private static final Pattern ANNOUNCE = Pattern.compile("announce +(http://\\S+)");
  private static final Pattern OPERATE = Pattern.compile("operate +(http://\\S+)/status");
  private static final Pattern KAFKA = Pattern.compile("Kafka +(127\\.0\\.0\\.1:\\d+)");
  private static final Pattern POSTGRES =
      Pattern.compile("(postgresql://127\\.0\\.0\\.1:\\d+/\\w+)");

  private final Path data;
  private final Path output;
  private final Process process;
  private final HttpClient http = HttpClient.newHttpClient();

  private UpProcess(Path data, Path output, Process process) {
    this.data = data;
    this.output = output;
    this.process = process;
  }

  /** Starts it and waits until it serves, at most a minute. */
  static UpProcess start(Path data, Path output) throws IOException {
    return start(data, output, Map.of());
  }

  /** The same with more settings. */
  static UpProcess start(Path data, Path output, Map<String, String> settings) throws IOException {
    Files.deleteIfExists(output);
    var command = new ArrayList<>(command(data));
    settings.forEach((key, value) -> command.add("--set=" + key + "=" + value));
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(output.toFile()))
            .start();
    var up = new UpProcess(data, output, process);
    Await.until(
        "up serves",
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError("up has ended: " + up.output());
          }
          return up.output().contains("Equilibrium is ready.");
        });
    return up;
  }

  private static List<String> command(Path data) {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return List.of(
        java,
        "-Xmx768m",
        "-XX:TieredStopAtLevel=1",
        "-Dlogback.configurationFile=logback.xml",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-cp",
        System.getProperty("java.class.path"),
        "equilibrium.standalone.EquilibriumMain",
        "up",
        "--data=" + data,
        "--set=data.least-free-mib=64",
        "--set=embedded.programs=" + TrackerFixture.PROGRAMS,
        "--set=embedded.kafka-port=0",
        "--set=embedded.postgres-port=0",
        "--set=ops.port=0",
        "--set=console.port=0",
        "--set=ingress.host=127.0.0.1",
        "--set=ingress.port=0",
        "--set=ingress.ack-wait=10s");
  }

  /** What it has printed and logged. */
  String output() {
    try {
      return Files.exists(output) ? Files.readString(output) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String found(Pattern pattern) {
    var matcher = pattern.matcher(output());
    if (!matcher.find()) {
      throw new AssertionError("not in the output: " + pattern);
    }
    return matcher.group(1);
  }

  String announceUrl() {
    return found(ANNOUNCE);
  }

  String kafka() {
    return found(KAFKA);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String status() throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(found(OPERATE) + "/status")).build();
    return http.send(request, BodyHandlers.ofString()).body();
  }

  /** Runs another command against it. */
  Printed run(String... words) {
    var arguments = new ArrayList<>(List.of(words));
    arguments.add("--data=" + data);
    arguments.add("--set=kafka.bootstrap.servers=" + kafka());
    arguments.add("--set=postgres.url=jdbc:" + found(POSTGRES));
    return Printed.by(
        () -> Equilibrium.command(Map.of()).execute(arguments.toArray(String[]::new)));
  }

  /** Sends a signal by its name. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** Kills it with the PostgreSQL that it started. */
  void kill() throws IOException, InterruptedException {
    var all = new ArrayList<ProcessHandle>(process.descendants().toList());
    all.add(process.toHandle());
    var postmaster = data.resolve("postgres/postmaster.pid");
    try (var lines = Files.lines(postmaster)) {
      lines.findFirst().map(Long::parseLong).flatMap(ProcessHandle::of).ifPresent(all::add);
    } catch (IOException | UncheckedIOException _) {
      // its disk is gone
    }
    all.forEach(ProcessHandle::destroyForcibly);
    process.waitFor();
    for (var one : all) {
      Await.until("it has ended", () -> !one.isAlive());
    }
  }

  @Override
  public void close() {
    process.destroy();
    Await.until("it has stopped", () -> !process.isAlive());
  }
}
