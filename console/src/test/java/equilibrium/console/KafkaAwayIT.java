package equilibrium.console;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.broker.EmbeddedKafka;
import equilibrium.console.ConsoleFixture.Answered;
import equilibrium.console.token.Role;
import equilibrium.platform.KafkaSettings;
import equilibrium.testing.Await;
import equilibrium.testing.PostgresServer;
import equilibrium.testing.Servers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the API says while the broker is stopped. */
@ExtendWith(Servers.class)
class KafkaAwayIT {
  private static final String HASH = "cd".repeat(20);
  private static final String TORRENT = "/torrents/" + HASH;
  private static final String DENIED = "{\"state\":\"denied\"}";
  private static final String JSON = "application/json";

  /** Twice the 10 s for which a change waits, and some for a busy machine. */
  private static final Duration LONGEST = Duration.ofSeconds(25);

  private static final Duration LONGEST_READ = Duration.ofSeconds(5);

  @TempDir private Path folder;
  @TempDir private Path data;

  /** An answer and how long it took. */
  private record Timed(Answered answer, Duration took) {}

  @Test
  void changesAreRefusedInTimeAndReadsGoOn(PostgresServer postgres) throws Exception {
    try (var broker = EmbeddedKafka.start(data, 0);
        var console = new ConsoleFixture(settings(broker), postgres, folder)) {
      assertThat(console.send(Role.OPERATOR, "PUT", TORRENT, DENIED, JSON).status()).isEqualTo(201);
      broker.pause();

      var changes = changes(console);
      for (var path : List.of(TORRENT, "/stats", "/swarms", "/keys", "/audit", "/settings")) {
        var read = timed(() -> console.get(Role.OPERATOR, path));
        assertThat(read.answer.status()).as(path).isEqualTo(200);
        assertThat(read.took).as(path).isLessThan(LONGEST_READ);
      }

      for (var change : changes.entrySet()) {
        var refused = change.getValue().get();
        assertRefused(change.getKey(), refused.answer);
        assertThat(refused.took).as(change.getKey()).isLessThan(LONGEST);
      }
      assertThat(console.get(Role.VIEWER, TORRENT).json().get("state").asText())
          .isEqualTo("denied");

      broker.restart();
      Await.until(
          "changes are published again",
          () -> console.send(Role.OPERATOR, "DELETE", TORRENT, "", JSON).status() == 204);
    }
  }

  private static KafkaSettings settings(EmbeddedKafka broker) {
    return new KafkaSettings(Map.of(KafkaSettings.BOOTSTRAP, "127.0.0.1:" + broker.port()), 2, 1);
  }

  /** All at the same time, by what they are. */
  private static Map<String, CompletableFuture<Timed>> changes(ConsoleFixture console) {
    var lines = new StringBuilder();
    for (int i = 0; i < 1_500; i++) {
      lines.append("{\"infoHash\":\"%040x\",\"state\":\"allowed\"}\n".formatted(i));
    }
    var changes = new LinkedHashMap<String, CompletableFuture<Timed>>();
    changes.put(
        "deny a torrent",
        later(() ->
            console.send(Role.OPERATOR, "PUT", "/torrents/" + "ef".repeat(20), DENIED, JSON)));
    changes.put(
        "issue a key", later(() -> console.send(Role.OPERATOR, "POST", "/keys", "{}", JSON)));
    changes.put(
        "many torrents",
        later(() ->
            console.send(
                Role.OPERATOR, "POST", "/torrents", lines.toString(), "application/x-ndjson")));
    changes.put(
        "dismiss a case",
        later(() ->
            console.send(
                Role.OPERATOR, "POST", "/cases/" + Sampled.CASE + "/dismiss", "{}", JSON)));
    changes.put(
        "begin a drill",
        later(() ->
            console.send(
                Role.OPERATOR, "POST", "/drills", "{\"part\":\"scoring\",\"seconds\":9}", JSON)));
    return changes;
  }

  private static void assertRefused(String what, Answered answer) throws Exception {
    assertThat(answer.status()).as("%s: %s", what, answer.body()).isEqualTo(503);
    assertThat(answer.response().headers().firstValue("Content-Type"))
        .hasValue("application/problem+json");
    assertThat(answer.response().headers().firstValue("Retry-After")).hasValue("10");
    var problem = answer.json();
    assertThat(problem.get("type").asText()).isEqualTo("/problems/not-published");
    assertThat(problem.get("status").asInt()).isEqualTo(503);
    assertThat(problem.get("title").asText())
        .isEqualTo("The change is not certain to be published");
    assertThat(problem.get("detail").asText()).startsWith("publishing to ");
  }

  private static CompletableFuture<Timed> later(Callable<Answered> request) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return timed(request);
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        },
        Thread::startVirtualThread);
  }

  private static Timed timed(Callable<Answered> request) throws Exception {
    long startNs = System.nanoTime();
    var answer = request.call();
    return new Timed(answer, Duration.ofNanos(System.nanoTime() - startNs));
  }
}
