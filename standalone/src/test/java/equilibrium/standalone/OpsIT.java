package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.testing.Await;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator's tools find on the ops port of a whole tracker. */
class OpsIT {
  private static final String INFO_HASH = "a".repeat(20);
  private static final String HEX = "61".repeat(20);

  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir Path folder;

  @Test
  void allProgramsAnswerOnOnePort() throws Exception {
    try (var tracker = TrackerFixture.on(folder, Map.of())) {
      new TestPeer(tracker.announceUrl("http"), null, "seeder", 1111).announce(INFO_HASH, "left=0");

      assertThat(get(tracker, "/livez").statusCode()).isEqualTo(200);
      Await.until("it is ready", () -> get(tracker, "/readyz").statusCode() == 200);
      assertThat(get(tracker, "/status").body())
          .contains(
              "\"ingress\":{",
              "\"publisher\":{\"durability\":\"spool-first\"",
              "\"scoring\":{",
              "\"anomaly\":{",
              "\"projector\":{");
      assertThat(get(tracker, "/status/choice?info-hash=" + HEX + "&address=127.0.0.1").body())
          .contains("127.0.0.1:1111");
      assertThat(get(tracker, "/status/choice?info-hash=ab&address=192.0.2.1").statusCode())
          .isEqualTo(400);
      assertThat(get(tracker, "/metrics").body())
          .contains("equilibrium_events_total{outcome=\"spooled\"} 1.0")
          .doesNotContain("\nkafka_");
    }
  }

  @Test
  void aScrapeIsSmallAndEveryFamilyHasHelpAndThePrefix() throws Exception {
    try (var tracker = TrackerFixture.on(folder, Map.of())) {
      new TestPeer(tracker.announceUrl("http"), null, "seeder", 1111).announce(INFO_HASH, "left=0");
      Await.until(
          "rows are projected",
          () ->
              !tracker
                  .tracker()
                  .platform()
                  .metrics()
                  .find("equilibrium_projector_rows_total")
                  .counters()
                  .isEmpty());

      var lines = get(tracker, "/metrics").body().lines().toList();

      assertThat(lines.stream().filter(line -> !line.startsWith("#"))).hasSizeLessThan(500);
      assertThat(lines.stream().filter(line -> line.startsWith("# HELP ")))
          .isNotEmpty()
          .allMatch(line -> line.matches("# HELP (equilibrium|process)_[a-z_]+ [A-Z].{9,}"));
      var help = lines.stream().filter(line -> line.startsWith("# HELP ")).count();
      assertThat(lines.stream().filter(line -> line.startsWith("# TYPE "))).hasSize((int) help);
    }
  }

  @Test
  void kafkasOwnSeriesAreASetting() throws Exception {
    try (var tracker = TrackerFixture.on(folder, Map.of("ops.kafka-metrics", "true"))) {
      assertThat(get(tracker, "/metrics").body()).contains("kafka_stream_");
    }
  }

  private HttpResponse<String> get(TrackerFixture tracker, String path) throws Exception {
    var ops = tracker.tracker().ops();
    var url = "http://%s:%d%s".formatted(ops.getHostString(), ops.getPort(), path);
    return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
  }
}
