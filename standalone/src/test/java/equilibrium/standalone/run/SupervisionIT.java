package equilibrium.standalone.run;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.Platform;
import equilibrium.platform.Program;
import equilibrium.schemas.Topics;
import equilibrium.standalone.config.Configuration;
import equilibrium.standalone.config.Configuration.Way;
import equilibrium.standalone.config.Sources;
import equilibrium.standalone.embedded.DatabaseRole;
import equilibrium.streams.Fold;
import equilibrium.streams.Nodes;
import equilibrium.streams.StreamsProgram;
import equilibrium.streams.store.StateStores;
import equilibrium.testing.Await;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code up} does when one of its programs fails. */
class SupervisionIT {
  private static final String DOWN = "equilibrium_program_up{program=\"scoring\"} 0.0";
  private static final String UP = "equilibrium_program_up{program=\"scoring\"} 1.0";

  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicBoolean hasBug = new AtomicBoolean(true);
  @TempDir Path folder;

  @Test
  void aTrackerAnswersWhileABugInAFoldEndsScoringAgainAndAgain() throws Exception {
    var scoring = new TrackerProgram("scoring", DatabaseRole.CONSOLE, this::scoring);
    var programs = List.of(TrackerProgram.PROJECTOR, scoring, TrackerProgram.ANOMALY);
    try (var tracker = Tracker.start(configuration(), programs)) {
      assertThat(announce(tracker, 1)).contains("peers").doesNotContain("failure", "warning");

      Await.until("scoring is down", () -> metrics(tracker).contains(DOWN));
      Await.until("scoring is started again", () -> restarts(tracker) >= 2);

      assertThat(announce(tracker, 2)).contains("peers").doesNotContain("failure", "warning");
      assertThat(get(tracker, "/livez").statusCode()).isEqualTo(200);
      assertThat(get(tracker, "/readyz").statusCode()).isEqualTo(200);
      assertThat(get(tracker, "/status").body())
          .containsPattern("\"scoring\":\\{\"up\":(true|false),\"restarts\":[1-9]")
          .contains("\"anomaly\":{\"up\":true,\"restarts\":0,\"trouble\":\"\"}")
          .contains("\"projector\":{\"up\":true,\"restarts\":0,\"trouble\":\"\"}")
          .contains("planted");

      hasBug.set(false);
      Await.until("scoring has caught up", () -> isCaughtUp(tracker));
      assertThat(metrics(tracker)).contains(UP);
    }
  }

  private boolean isCaughtUp(Tracker tracker) throws Exception {
    return get(tracker, "/status").body().contains("\"state\":\"RUNNING\"")
        && metrics(tracker).contains(UP)
        && metrics(tracker)
            .contains(
                "equilibrium_streams_lag_records{program=\"scoring\",topic=\"announces\"} 0.0");
  }

  private Program scoring(Configuration config, Platform platform, Path data) {
    return StreamsProgram.start(
        new Fold("scoring", topology(), "", StateStores.onDisk()),
        config.scoring().settings(data.resolve("scoring")),
        platform);
  }

  private Topology topology() {
    var builder = new StreamsBuilder();
    builder.stream(Topics.ANNOUNCES.name(), Nodes.reading(Topics.ANNOUNCES))
        .foreach(
            (_, _) -> {
              if (hasBug.get()) {
                throw new IllegalStateException("planted");
              }
            },
            Named.as("fold-sessions"));
    return builder.build();
  }

  private Configuration configuration() {
    var settings =
        Map.of(
            "data.folder", folder.toString(),
            "embedded.programs", Path.of("target", "programs").toAbsolutePath().toString(),
            "embedded.kafka-port", "0",
            "embedded.postgres-port", "0",
            "ops.port", "0",
            "console.port", "0",
            "ingress.host", "127.0.0.1",
            "ingress.port", "0",
            "ingress.ack-wait", "10s"); // a busy machine is no fault
    return Configuration.read(
        Way.WHOLE, DatabaseRole.CONSOLE, new Sources(null, Map.of(), settings));
  }

  private String announce(Tracker tracker, int peer) throws Exception {
    var url =
        "%s?info_hash=%s&peer_id=-EQ0000-%012d&port=%d&uploaded=0&downloaded=0&left=0"
            .formatted(tracker.announceUrls().getFirst(), "a".repeat(20), peer, 1_000 + peer);
    return send(url).body();
  }

  private String metrics(Tracker tracker) throws Exception {
    return get(tracker, "/metrics").body();
  }

  private double restarts(Tracker tracker) {
    return tracker
        .platform()
        .metrics()
        .get("equilibrium_program_restarts")
        .tag("program", "scoring")
        .counter()
        .count();
  }

  private HttpResponse<String> get(Tracker tracker, String path) throws Exception {
    var ops = tracker.ops();
    return send("http://%s:%d%s".formatted(ops.getHostString(), ops.getPort(), path));
  }

  private HttpResponse<String> send(String url) throws Exception {
    return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
  }
}
