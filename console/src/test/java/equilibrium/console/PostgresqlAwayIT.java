package equilibrium.console;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.console.ConsoleFixture.Answered;
import equilibrium.console.token.Role;
import equilibrium.testing.Await;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.PostgresServer;
import equilibrium.testing.Servers;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the API says while PostgreSQL ends the console's sessions and lets it open no others. */
@ExtendWith(Servers.class)
class PostgresqlAwayIT {
  private static final String TORRENT = "/torrents/" + Sampled.SWARM;
  private static final Duration LONGEST = Duration.ofSeconds(5);

  @TempDir private Path folder;

  @Test
  void picturesGrowOldAndReadsByIdAreRefusedUntilItIsBack(
      KafkaServer kafka, PostgresServer postgres) throws Exception {
    try (var console = new ConsoleFixture(kafka, postgres, folder)) {
      Await.until("tiers are computed", () -> !tiers(console).json().get("clients").isEmpty());
      Await.until("swarms are counted", () -> !stats(console).json().get("swarms").isNull());
      assertThat(console.get(Role.VIEWER, TORRENT).status()).isEqualTo(200);

      forbid(console);
      Await.until("reads are refused", () -> console.get(Role.VIEWER, TORRENT).status() == 503);
      var old = asOf(tiers(console));
      Await.until(
          "the verdict says it",
          () -> stats(console).body(),
          stats -> stats.contains("PostgreSQL has not answered for "));

      assertThat(asOf(tiers(console))).isEqualTo(old).isBefore(Instant.now().minusSeconds(8));
      var stats = stats(console).json();
      assertThat(stats.at("/verdict/state").asText()).isEqualTo("bad");
      assertThat(Instant.parse(stats.at("/swarms/asOf").asText()))
          .isBefore(Instant.now().minusSeconds(8));
      assertThat(Instant.parse(stats.get("asOf").asText())).isAfter(Instant.now().minus(LONGEST));
      for (var path :
          List.of(
              TORRENT,
              "/swarms/" + Sampled.SWARM,
              "/clients/" + Sampled.CLIENT,
              "/cases/" + Sampled.CASE,
              "/anomalies/" + Sampled.FINDING)) {
        assertRefused(console, path);
      }

      allow(console);
      Await.until(
          "reads are answered again", () -> console.get(Role.VIEWER, TORRENT).status() == 200);
      Await.until("tiers are computed again", () -> asOf(tiers(console)).isAfter(old));
      Await.until(
          "the verdict is over",
          () -> stats(console).body(),
          body -> !body.contains("PostgresqlAway"));
    }
  }

  private static Answered stats(ConsoleFixture console) throws Exception {
    return good(console, "/stats");
  }

  private static Answered tiers(ConsoleFixture console) throws Exception {
    return good(console, "/tiers");
  }

  /** Always answered, and soon. */
  private static Answered good(ConsoleFixture console, String path) throws Exception {
    long startNs = System.nanoTime();
    var answer = console.get(Role.VIEWER, path);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - startNs)).as(path).isLessThan(LONGEST);
    return answer;
  }

  private static Instant asOf(Answered answer) throws Exception {
    return Instant.parse(answer.json().get("asOf").asText());
  }

  private static void assertRefused(ConsoleFixture console, String path) throws Exception {
    var refused = console.get(Role.VIEWER, path);

    assertThat(refused.status()).as(path).isEqualTo(503);
    assertThat(refused.response().headers().firstValue("Retry-After")).hasValue("5");
    assertThat(refused.json().get("type").asText()).isEqualTo("/problems/not-available");
    assertThat(refused.json().get("detail").asText()).startsWith("PostgreSQL: ");
  }

  private static void forbid(ConsoleFixture console) throws SQLException {
    try (var db = console.connect();
        var change = db.createStatement()) {
      change.execute("ALTER ROLE console NOLOGIN");
      change.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'console'");
    }
  }

  private static void allow(ConsoleFixture console) throws SQLException {
    try (var db = console.connect();
        var change = db.createStatement()) {
      change.execute("ALTER ROLE console LOGIN");
    }
  }
}
