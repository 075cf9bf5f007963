package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.ClientIds;
import equilibrium.testing.Await;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.PostgresServer;
import equilibrium.testing.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client that lies is found, and real clients read about it: nothing but announces and the
 * tracker's own programs (docs/explain/abnormalities.md). It takes minutes, so it runs when named.
 */
@ExtendWith(Servers.class)
@Timeout(300)
class ExposureProfile {
  private static final int BAD_PORT = 1001;
  private static final int OTHERS = 25;
  private static final String BLOCK = "Block 127.0.0.1";
  private static final long TWO_TERABYTES = 2_000_000_000_000L;

  /** A second is half an hour: a quarantine of a day lasts 48 s. */
  private static final Map<String, String> WORLD =
      Map.of(
          "clock.scale", "1800",
          "ingress.peer-lifetime", "1d",
          "ingress.interval", "1h",
          "ingress.climbing-interval", "30m",
          "ingress.min-interval", "30m",
          "limits.early-announces", "7",
          "selection.gate", "off",
          "anomaly.shadow", "false",
          "anomaly.case-url", "t.example");

  private static final List<String> KEYS =
      List.of("bad", "aria", "libtorrent", "seeder", "newcomer", "floor");

  @TempDir Path folder;

  /**
   * Seeds three torrents by its own account. Announces are 75 minutes apart, as replies ask for.
   */
  private static final class Liar implements AutoCloseable {
    private final List<String> swarms;
    private final String url;
    private final Thread thread = Thread.ofVirtual().unstarted(this::run);
    private volatile String event = "";
    private volatile long step;
    private volatile boolean over;
    private volatile String failure = "";
    private long uploaded;

    Liar(String url, String swarm) {
      this.url = url;
      this.swarms = List.of(swarm, "b".repeat(20), "c".repeat(20));
    }

    private void run() {
      try {
        while (!over) {
          for (int i = 0; i < swarms.size(); i++) {
            new TestPeer(url, "bad", "bad" + i, BAD_PORT)
                .reply(
                    swarms.get(i), "uploaded=%d&downloaded=0&left=0".formatted(uploaded) + event);
          }
          Thread.sleep(2_500);
          uploaded += step;
        }
      } catch (IOException e) {
        failure = e.toString();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }

    void start() {
      thread.start();
    }

    /** What it reports from its next announce on. */
    void report(String nextEvent, long nextStep) {
      event = nextEvent;
      step = nextStep;
    }

    @Override
    public void close() {
      over = true;
      try {
        thread.join();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      assertThat(failure).isEmpty();
    }
  }

  @Test
  void thoseWhoWereGivenALiarAreWarnedByNameOfItsAddress(KafkaServer kafka, PostgresServer postgres)
      throws Exception {
    run(kafka, postgres, Map.of(), "warning message", "tracker_warning_alert", 3);
  }

  @Test
  void inTheModeThatFailsOnceTheySeeOneFailure(KafkaServer kafka, PostgresServer postgres)
      throws Exception {
    run(
        kafka,
        postgres,
        Map.of("anomaly.fail-once", "true"),
        "failure reason",
        "tracker_error_alert",
        1);
  }

  private void run(
      KafkaServer kafka,
      PostgresServer postgres,
      Map<String, String> mode,
      String ofAria,
      String ofLibtorrent,
      int mostTimes)
      throws Exception {
    var settings = new HashMap<>(WORLD);
    settings.putAll(mode);
    settings.put("anomaly.rules-file", rules().toString());
    var pipeline = new Pipeline(kafka, postgres, folder.resolve("data"), settings);
    pipeline.startScoring("scoring-exposure");
    pipeline.startAnomaly("anomaly-exposure");
    var swarm = KeyedSwarm.open(pipeline, folder, KEYS);
    try (var _ = swarm.pipeline();
        var aria = swarm.join(Client.ARIA2, "aria", 1);
        var libtorrent = swarm.join(Client.LIBTORRENT, "libtorrent", 0);
        var liar = new Liar(swarm.ingresses().first(), swarm.swarm())) {
      for (int i = 1; i <= OTHERS; i++) { // so many that two are fewer than a fifth
        swarm.seed("floor", BAD_PORT + i);
      }
      liar.start();
      liar.report("", TWO_TERABYTES); // 444 MB/s in each
      awaitLevel(swarm, 1);
      swarm.awaitAnnounces("aria", 3); // they are given it, and are recorded
      swarm.awaitAnnounces("libtorrent", 3);

      liar.report("&event=started", TWO_TERABYTES); // a second kind of evidence
      awaitLevel(swarm, 3);
      swarm.ingresses().await(swarm.swarm(), BAD_PORT, false);
      Await.until("aria2 reads of it: " + aria, () -> aria.toString().contains(BLOCK));
      Await.until(
          "libtorrent reads of it: " + libtorrent, () -> libtorrent.toString().contains(BLOCK));
      liar.report("", 0);

      assertThat(aria.toString()).containsPattern(ofAria + ".*" + BLOCK);
      assertThat(libtorrent.toString()).containsPattern(ofLibtorrent + ".*" + BLOCK);
      swarm.ingresses().await(swarm.swarm(), BAD_PORT, true);
      assertSilence(swarm, aria, libtorrent, mostTimes);
    }
  }

  /** The two rules that the liar breaks, with effect. */
  private Path rules() throws IOException {
    return Files.writeString(
        folder.resolve("rules.toml"),
        """
        version = 1000
        [R1]
        shadow = false
        [E1]
        shadow = false
        """);
  }

  /** Both go on, and read no more of it. */
  private static void assertSilence(
      KeyedSwarm swarm, Client.Running aria, Client.Running libtorrent, int mostTimes)
      throws Exception {
    int ofAria = times(aria);
    int ofLibtorrent = times(libtorrent);
    swarm.awaitAnnounces("aria", 2);
    swarm.awaitAnnounces("libtorrent", 2);

    assertThat(times(aria)).isEqualTo(ofAria).isBetween(1, mostTimes);
    assertThat(times(libtorrent)).isEqualTo(ofLibtorrent).isBetween(1, mostTimes);
  }

  private static int times(Client.Running client) {
    return client.toString().split(BLOCK, -1).length - 1;
  }

  private static void awaitLevel(KeyedSwarm swarm, int level) {
    Await.until("the liar has level " + level, () -> level(swarm), found -> found >= level);
  }

  private static int level(KeyedSwarm swarm) throws SQLException {
    try (var db = swarm.pipeline().connect();
        var select = db.prepareStatement("SELECT level FROM suspicions WHERE client_id = ?")) {
      select.setBytes(1, ClientIds.ofKey("bad").bytes());
      try (var row = select.executeQuery()) {
        return row.next() ? row.getInt(1) : 0;
      }
    }
  }
}
