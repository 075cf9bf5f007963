package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.ClientIds;
import equilibrium.testing.Await;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.PostgresServer;
import equilibrium.testing.Servers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A standing earned by announces, in a world where a second is half an hour. */
@ExtendWith(Servers.class)
class StandingIT {
  private static final String LIBRARY = "libraryXlibraryXlibr";
  private static final String RELEASE = "releaseXreleaseXrele";
  private static final String SIZE = "21474836480";
  private static final String SEEDING = "uploaded=0&downloaded=0&left=0";
  private static final String LEECHING = "uploaded=0&downloaded=0&left=" + SIZE;
  private static final List<String> VETERANS = List.of("fern", "birch", "cedar");

  @TempDir Path folder;

  @Test
  void whoSeededMeetsTheSeedersOfItsTierAndTheOthersMeetThemLater(
      KafkaServer kafka, PostgresServer postgres) throws Exception {
    // Seeders that announce once are not forgotten before the test is over: 48 real seconds.
    var world = Map.of("clock.scale", "1800", "ingress.peer-lifetime", "1d");
    try (var pipeline = new Pipeline(kafka, postgres, folder, world)) {
      pipeline.startProjector();
      pipeline.startScoring("scoring-standing");
      var url = pipeline.startIngress().announceUrls().getFirst();
      for (var key : List.of("fern", "birch", "cedar", "novice", "stranger", "newseed")) {
        pipeline.issueKey(key);
      }
      var novice = new TestPeer(url, "novice", "novice", 2000);

      novice.announce(LIBRARY, LEECHING);
      earn(url, pipeline);
      for (int i = 0; i < VETERANS.size(); i++) {
        new TestPeer(url, VETERANS.get(i), VETERANS.get(i), 1001 + i).announce(RELEASE, SEEDING);
      }
      new TestPeer(url, "newseed", "newseed", 1009).announce(RELEASE, SEEDING);

      awaitTiers(url);
      var seeder = new TestPeer(url, "fern", "fern-leeches", 1100);
      assertThat(seeder.announce(RELEASE, LEECHING))
          .as("all but her own")
          .contains(1002, 1003, 1009)
          .doesNotContain(1001);
      assertThat(novice.announce(RELEASE, LEECHING))
          .contains(1009)
          .doesNotContain(1001, 1002, 1003);
      Await.until(
          "waiting opens the higher tiers",
          () -> novice.announce(RELEASE, LEECHING).containsAll(List.of(1001, 1002, 1003, 1009)));

      new TestPeer(url, "stranger", "stranger", 3000).announce(LIBRARY, LEECHING);
      Await.until("the stranger has a standing", () -> score(pipeline, "stranger") > 0);
      pipeline.stop("scoring"); // from here on nobody but us writes standings
      edit(pipeline, "stranger", 3, url, List.of(1001, 1002, 1003, 1009));
    }
  }

  /** Announces as seeders do, until all veterans stand above the novice. */
  private static void earn(String url, Pipeline pipeline) throws Exception {
    try (var db = pipeline.connect()) {
      Await.until(
          "seeding raises a tier",
          () -> {
            for (int i = 0; i < VETERANS.size(); i++) {
              new TestPeer(url, VETERANS.get(i), VETERANS.get(i), 1001 + i)
                  .announce(LIBRARY, SEEDING);
            }
            Thread.sleep(200); // a quarter of an announce interval in this world
            return tier(db, "fern") > 0 && tier(db, "birch") > 0 && tier(db, "cedar") > 0;
          });
      assertThat(tier(db, "novice")).isZero();
    }
  }

  /** Until the ingress knows the tiers that PostgreSQL has: it hides veterans from the novice. */
  private static void awaitTiers(String url) throws Exception {
    var probes = new AtomicInteger();
    Await.until(
        "tiers are in force",
        () -> {
          var probe = new TestPeer(url, "novice", "probe" + probes.incrementAndGet(), 2001);
          var seen = probe.announce(RELEASE, LEECHING);
          return seen.contains(1009) && Collections.disjoint(seen, List.of(1001, 1002, 1003));
        });
  }

  private static int score(Pipeline pipeline, String key) throws SQLException {
    try (var db = pipeline.connect()) {
      return Pipeline.standing(db, "score", key);
    }
  }

  private static int tier(Connection db, String key) throws SQLException {
    return Pipeline.standing(db, "tier", key);
  }

  /** Sets one tier by hand and awaits that first announces see it: no time passes for them. */
  private static void edit(
      Pipeline pipeline, String key, int tier, String url, List<Integer> opened) throws Exception {
    var before = new TestPeer(url, key, "before", 3000).announce(RELEASE, LEECHING);
    assertThat(before).doesNotContain(1001);
    try (var db = pipeline.connect();
        var update =
            db.prepareStatement("UPDATE client_standings SET tier = ? WHERE client_id = ?")) {
      update.setInt(1, tier);
      update.setBytes(2, ClientIds.ofKey(key).bytes());
      assertThat(update.executeUpdate()).isEqualTo(1);
    }
    var attempt = new int[1];
    Await.until(
        "a row changed by hand is in force",
        () ->
            new TestPeer(url, key, "after" + attempt[0]++, 3001)
                .announce(RELEASE, LEECHING)
                .containsAll(opened));
  }
}
