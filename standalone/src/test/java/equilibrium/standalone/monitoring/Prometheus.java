package equilibrium.standalone.monitoring;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import equilibrium.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;

/** A Prometheus that scrapes one tracker each second, with the alert rules of this project. */
final class Prometheus implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Process process;
  private final URI address;
  private final HttpClient http = HttpClient.newHttpClient();

  private Prometheus(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  static Prometheus scraping(URI ops, Path folder) throws IOException {
    Files.createDirectories(folder);
    var config =
        Files.writeString(
            folder.resolve("prometheus.yml"),
            """
            global: { scrape_interval: 1s, evaluation_interval: 1s }
            rule_files: ["%s"]
            scrape_configs:
              - job_name: equilibrium
                static_configs: [{ targets: ["%s"] }]
            """
                .formatted(Project.RULES, ops.getAuthority()));
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    var log = folder.resolve("prometheus.log");
    var process =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    var started = new Prometheus(process, URI.create("http://127.0.0.1:" + port));
    Await.until("Prometheus is ready", () -> started.isReady(log));
    return started;
  }

  private boolean isReady(Path log) throws Exception {
    if (!process.isAlive()) {
      throw new AssertionError(Files.readString(log));
    }
    try {
      return get("/-/ready").statusCode() == 200;
    } catch (IOException _) {
      return false; // not yet
    }
  }

  /** Whether an expression has a value now that is a number. */
  boolean shows(String expression) {
    try {
      var answer = get("/api/v1/query?query=" + URLEncoder.encode(expression, UTF_8));
      return JSON.readTree(answer.body())
          .at("/data/result")
          .valueStream()
          .map(series -> series.at("/value/1"))
          .map(JsonNode::asText)
          .anyMatch(value -> !value.equals("NaN"));
    } catch (IOException e) {
      throw new AssertionError(expression, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(address.resolve(path)).build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    http.shutdownNow();
    process.destroy();
  }
}
