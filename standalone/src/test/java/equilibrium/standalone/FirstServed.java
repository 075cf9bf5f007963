package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.ClientIds;
import equilibrium.testing.Await;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.PostgresServer;
import equilibrium.testing.Servers;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What tiers are for: of two leechers that begin together, in a private swarm with one fast and one
 * slow seeder, the long-term seeder has the file first. Real clients; as a control, the same under
 * the policy that knows no tiers. Takes minutes, so it runs only when asked for: CONTRIBUTING.md
 * says how.
 */
@ExtendWith(Servers.class)
class FirstServed {
  private static final int RUNS = 10;
  private static final int FAST = 4 << 20;
  private static final int SLOW = 256 << 10;
  private static final int LEECHER = 64 << 10;

  @TempDir Path folder;

  @Test
  void theLongTermSeederIsServedFirst(KafkaServer kafka, PostgresServer postgres) throws Exception {
    assertThat(firsts(kafka, postgres, "tier-backoff")).isGreaterThanOrEqualTo(8);
  }

  @Test
  void withoutTiersItIsChance(KafkaServer kafka, PostgresServer postgres) throws Exception {
    assertThat(firsts(kafka, postgres, "random")).isLessThan(8);
  }

  /** How often the veteran had the file first. */
  private int firsts(KafkaServer kafka, PostgresServer postgres, String policy) throws Exception {
    var settings = new HashMap<>(Transfer.QUICK);
    settings.putAll(Map.of("selection.policy", policy, "selection.tier-step", "1h"));
    try (var pipeline = new Pipeline(kafka, postgres, folder.resolve(policy), settings)) {
      pipeline.startProjector(); // but no scoring: nobody but us writes standings
      for (var key : List.of("veteran", "newcomer", "fast", "slow")) {
        pipeline.issueKey(key);
      }
      stand(pipeline, "veteran", 1);
      stand(pipeline, "fast", 2);
      var url = pipeline.startIngress().announceUrls().getFirst();
      int firsts = 0;
      for (int run = 0; run < RUNS; run++) {
        boolean first = isVeteranFirst(pipeline, url, policy + run);
        System.out.printf("%s, run %d: the %s%n", policy, run, first ? "veteran" : "newcomer");
        firsts += first ? 1 : 0;
      }
      System.out.printf("%s: the veteran first in %d of %d runs%n", policy, firsts, RUNS);
      return firsts;
    }
  }

  /** Gives a key the highest tier. */
  private static void stand(Pipeline pipeline, String key, int offset) throws SQLException {
    var sql =
        """
        INSERT INTO client_standings (client_id, identity, at, first_seen_at, score,
          recent_seeding_size, average_seeding_size, seeding_time, ratio, suspicion, tier, why,
          rules_version, cuts_epoch, source_partition, source_offset)
        VALUES (?, 'KEY', now(), now(), 900, 400, 100, 200, 200, 0, 3, 'by hand', 1, 1, 0, ?)
        """;
    try (var db = pipeline.connect();
        var insert = db.prepareStatement(sql)) {
      insert.setBytes(1, ClientIds.ofKey(key).bytes());
      insert.setLong(2, offset);
      assertThat(insert.executeUpdate()).isEqualTo(1);
    }
  }

  private boolean isVeteranFirst(Pipeline pipeline, String url, String name) throws Exception {
    var place = Files.createDirectories(folder.resolve(name));
    var torrent = Torrent.in(place, name, url);
    var running = new ArrayList<Process>();
    try {
      running.add(client(torrent, url, "fast", place, FAST));
      running.add(client(torrent, url, "slow", place, SLOW));
      Await.until("both seed", () -> peers(pipeline, torrent) == 2);
      // By turns, since processes do not begin at the same instant.
      var leechers =
          name.hashCode() % 2 == 0
              ? List.of("veteran", "newcomer")
              : List.of("newcomer", "veteran");
      for (var leecher : leechers) {
        running.add(client(torrent, url, leecher, place, LEECHER));
      }
      Await.until(
          "somebody has the file",
          () -> has(torrent, place, "veteran") || has(torrent, place, "newcomer"));
      return has(torrent, place, "veteran");
    } finally {
      running.forEach(Process::destroyForcibly);
    }
  }

  private static boolean has(Torrent torrent, Path place, String who) throws IOException {
    var file = place.resolve(who).resolve(torrent.content().getFileName());
    return Files.exists(file) && Files.mismatch(file, torrent.content()) == -1;
  }

  private static int peers(Pipeline pipeline, Torrent torrent) throws SQLException {
    try (var db = pipeline.connect();
        var count = db.prepareStatement("SELECT count(*) FROM peers WHERE info_hash = ?")) {
      count.setBytes(1, HexFormat.of().parseHex(torrent.infoHash()));
      try (var row = count.executeQuery()) {
        return row.next() ? row.getInt(1) : 0;
      }
    }
  }

  /** Starts libtorrent; who seeds has the file already. */
  private static Process client(Torrent torrent, String url, String who, Path place, int upload)
      throws Exception {
    var own = Files.createDirectories(place.resolve(who));
    boolean seeds = upload != LEECHER;
    var keyed =
        Torrent.in(own.resolve("metainfo"), torrent.content().getFileName() + "", url + "/" + who);
    if (seeds) {
      Files.copy(torrent.content(), own.resolve(torrent.content().getFileName()));
    }
    var script = Path.of("src", "test", "resources", "libtorrent_client.py").toAbsolutePath();
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    return new ProcessBuilder(
            "/usr/bin/python3",
            script.toString(),
            keyed.metainfo().toString(),
            own.toString(),
            "127.0.0.1:" + port,
            Integer.toString(upload))
        .redirectErrorStream(true)
        .redirectOutput(own.resolve("log").toFile())
        .start();
  }
}
