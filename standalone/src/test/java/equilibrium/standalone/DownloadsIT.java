package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.testing.Await;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.PostgresServer;
import equilibrium.testing.Servers;
import equilibrium.testing.client.BencodeReader;
import equilibrium.testing.client.RawHttp;
import equilibrium.testing.client.TrackerClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The number of downloads in scrapes: completions ever registered, on every node, always. */
@ExtendWith(Servers.class)
class DownloadsIT {
  private static final String INFO_HASH = "d".repeat(20);

  /** A peer lifetime takes seven seconds. */
  private static final Map<String, String> FAST = Map.of("clock.scale", "600");

  @TempDir Path folder;

  @Test
  void itOutlivesThePeersAndTheProcessAndIsTheSameOnEveryNode(
      KafkaServer kafka, PostgresServer postgres) throws Exception {
    try (var pipeline = new Pipeline(kafka, postgres, folder, FAST)) {
      pipeline.startProjector();
      pipeline.startScoring("scoring");
      var first = pipeline.startIngress("ingress-a").announceUrls().getFirst();
      var second = pipeline.startIngress("ingress-b").announceUrls().getFirst();
      for (int peer = 1; peer <= 3; peer++) {
        var url = peer == 2 ? second : first;
        var client = new TestPeer(url, null, "peer" + peer, 2000 + peer);
        client.announce(INFO_HASH, "event=started&left=9");
        client.announce(INFO_HASH, "event=completed&left=0");
        client.announce(INFO_HASH, "event=stopped&left=0");
      }
      Await.until("both nodes count three", () -> scrape(first) == 3 && scrape(second) == 3);
      try (var db = pipeline.connect();
          var statement = db.createStatement()) {
        Await.until(
            "scoring's count is projected",
            () ->
                statement.executeQuery("SELECT 1 FROM swarm_balances WHERE completed = 3").next());
      }

      Await.until("the swarm is gone", () -> peers(first) + peers(second) == 0);
      assertThat(scrape(first)).isEqualTo(3);
      assertThat(scrape(second)).isEqualTo(3);

      pipeline.stop("ingress-a");
      var again = pipeline.startIngress("ingress-a").announceUrls().getFirst();

      Await.until("the node knows it after a restart", () -> scrape(again) == 3);
    }
  }

  private static long scrape(String announceUrl) throws IOException {
    return number(announceUrl, "downloaded");
  }

  private static long peers(String announceUrl) throws IOException {
    return number(announceUrl, "incomplete") + number(announceUrl, "complete");
  }

  private static long number(String announceUrl, String key) throws IOException {
    var tracker = URI.create(announceUrl);
    var body = RawHttp.body(TrackerClient.of(tracker).get("/scrape?info_hash=" + INFO_HASH));
    var reply = new BencodeReader(body, true).dictionary();
    var files = (Map<?, ?>) Objects.requireNonNull(reply.get("files"));
    var swarm = (Map<?, ?>) Objects.requireNonNull(files.get(INFO_HASH));
    return (Long) Objects.requireNonNull(swarm.get(key));
  }
}
