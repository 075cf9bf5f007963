package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does with the console of a whole tracker. */
class OperatorsIT {
  private static final String INFO_HASH = "a".repeat(20);
  private static final String HEX = "61".repeat(20);

  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir Path folder;

  @Test
  void oneServerAnswersOpsPagesAndTheConsoleAndChangesAreObeyed() throws Exception {
    var port = Integer.toString(freePort());
    try (var tracker =
        TrackerFixture.on(folder, Map.of("ops.port", port, "console.port", port))) {
      var link = URI.create(tracker.tracker().consoleLink());
      var token = Files.readString(folder.resolve("console-token"));
      assertThat(link).hasToString("http://127.0.0.1:%s/#token=%s".formatted(port, token));
      assertThat(get(tracker, "/livez", "").statusCode()).isEqualTo(200);
      assertThat(get(tracker, "/metrics", "").body()).contains("equilibrium_ready 1.0");
      assertThat(get(tracker, "/api/v1/stats", "").statusCode()).isEqualTo(401);
      assertThat(get(tracker, "/", "").headers().firstValue("Content-Security-Policy")).isPresent();

      var peer = new TestPeer(tracker.announceUrl("http"), null, "seeder", 1111);
      peer.announce(INFO_HASH, "left=0");
      Await.until(
          "the console shows the swarm",
          () -> get(tracker, "/api/v1/swarms/" + HEX, token).statusCode() == 200);
      Await.until(
          "all is well",
          () -> get(tracker, "/api/v1/stats", token).body(),
          stats -> stats.contains("\"state\":\"good\",\"text\":\"All 5 programs are here."));
      assertThat(get(tracker, "/api/v1/choice?info-hash=" + HEX + "&address=127.0.0.1", token).body())
          .contains("127.0.0.1:1111");

      var denied = put(tracker, "/api/v1/torrents/" + HEX, "{\"state\":\"denied\"}", token);

      assertThat(denied.statusCode()).isEqualTo(201);
      Await.until(
          "the ingress refuses the torrent",
          () -> peer.reply(INFO_HASH, "left=0"),
          reply -> reply.contains("this torrent is not allowed here"));
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private HttpResponse<String> get(TrackerFixture tracker, String path, String token)
      throws Exception {
    return send(HttpRequest.newBuilder(tracker.opsUrl(path)), token);
  }

  private HttpResponse<String> put(
      TrackerFixture tracker, String path, String body, String token) throws Exception {
    return send(
        HttpRequest.newBuilder(tracker.opsUrl(path))
            .PUT(BodyPublishers.ofString(body))
            .header("Content-Type", "application/json"),
        token);
  }

  private HttpResponse<String> send(HttpRequest.Builder request, String token) throws Exception {
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }
}
