package equilibrium.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.platform.TrackerClock;
import equilibrium.schemas.ClientIds;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Suspicion;
import equilibrium.testing.Await;
import equilibrium.testing.KafkaServer;
import equilibrium.testing.PostgresServer;
import equilibrium.testing.Servers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How soon what happened counts in the replies of every ingress. All delays are real time. */
@ExtendWith(Servers.class)
class InForceProfile {
  private static final long FROM_EVENT_MS = 5_000;
  private static final long FROM_COMMIT_MS = 1_000;
  private static final int CLIENTS = 100_000;
  private static final int PORT = 1001;
  private static final String SEEDING = "uploaded=0&downloaded=0&left=0";
  private static final String SWARM = "swarmXswarmXswarmXsw";

  /** With them one client is less than a quarter: a suspected one alone would lower the cuts. */
  private static final List<String> BYSTANDERS = List.of("fritz", "greta");

  private static final List<String> RISERS = List.of("fern", "birch", "cedar", "lime", "pine");

  /** By hand: the followers cannot know it by its source. */
  private static final List<String> EDITS =
      List.of(
          """
          INSERT INTO client_standings (client_id, identity, at, first_seen_at, score,
            recent_seeding_size, average_seeding_size, seeding_time, ratio, suspicion, tier, why,
            rules_version, cuts_epoch, source_partition, source_offset)
          VALUES (?, 'KEY', now(), now(), 900, 400, 100, 200, 200, 0, 3, 'by hand', 1, 1, 0, 0)
          """,
          "UPDATE client_standings SET tier = 0 WHERE client_id = ?",
          "UPDATE client_standings SET tier = 2 WHERE client_id = ?",
          "DELETE FROM client_standings WHERE client_id = ?");

  private static final String TIER = "tier in PostgreSQL";
  private static final String FOLLOWERS =
      "FROM pg_stat_activity WHERE application_name = 'equilibrium ingress follower'";

  @TempDir Path folder;

  @Test
  void aRowThatIsChangedByHandIsInForceEverywhereWithinASecondOfItsCommit(
      KafkaServer kafka, PostgresServer postgres) throws Exception {
    try (var pipeline = new Pipeline(kafka, postgres, folder, Map.of());
        var db = pipeline.connect()) {
      pipeline.startProjector();
      var ingresses = TwoIngresses.of(pipeline);
      openSwarm(pipeline, ingresses, SWARM, "veteran");

      for (int round = 0; round < 3; round++) {
        edit(db, ingresses);
      }
      breakConnections(db);
      edit(db, ingresses);
    }
  }

  /** None of them may have the whole table read again. */
  @Test
  void manyEditsOfALargeTableAreInForceWithinASecondOfTheLast(
      KafkaServer kafka, PostgresServer postgres) throws Exception {
    try (var pipeline = new Pipeline(kafka, postgres, folder, Map.of());
        var db = pipeline.connect();
        var statement = db.createStatement()) {
      pipeline.startProjector();
      put(db, EDITS.getFirst());
      put(db, EDITS.get(1));
      assertThat(
              statement.executeUpdate(
                  """
                  INSERT INTO client_standings
                  SELECT decode(md5(n::text), 'hex'), identity, at, first_seen_at, score,
                    recent_seeding_size, average_seeding_size, seeding_time, ratio, suspicion, 1, why,
                    rules_version, cuts_epoch, deleted, 1, n
                  FROM client_standings, generate_series(1, %d) n
                  """
                      .formatted(CLIENTS)))
          .isEqualTo(CLIENTS);
      var ingresses = TwoIngresses.of(pipeline);
      openSwarm(pipeline, ingresses, SWARM, "veteran");

      for (int i = 0; i < 500; i++) {
        statement.execute(
            "UPDATE client_standings SET tier = 2 WHERE client_id = decode(md5('%d'), 'hex')"
                .formatted(i + 1));
      }
      var delays = TwoIngresses.delays(put(db, EDITS.get(2)), ingresses.both(SWARM, PORT, false));

      report("the last of 500 edits of %d standings".formatted(CLIENTS), delays);
      TwoIngresses.assertSoon(delays.values(), FROM_COMMIT_MS);
    }
  }

  /** Edits the veteran's standing; when, in nanoseconds. */
  private static long put(Connection db, String edit) throws SQLException {
    try (var statement = db.prepareStatement(edit)) {
      statement.setBytes(1, ClientIds.ofKey("veteran").bytes());
      long fromNs = System.nanoTime();
      assertThat(statement.executeUpdate()).isEqualTo(1);
      return fromNs;
    }
  }

  /** Each edit in turn; the veteran is listed while it has no tier. */
  private static void edit(Connection db, TwoIngresses ingresses) throws Exception {
    boolean listed = false;
    for (var edit : EDITS) {
      var delays = TwoIngresses.delays(put(db, edit), ingresses.both(SWARM, PORT, listed));
      report(edit.substring(0, 6), delays);
      TwoIngresses.assertSoon(delays.values(), FROM_COMMIT_MS);
      listed = !listed;
    }
  }

  /**
   * As a restart of PostgreSQL does; returns when both ingresses, with two followers each, are
   * back.
   */
  private static void breakConnections(Connection db) throws Exception {
    try (var statement = db.createStatement()) {
      statement.execute(
          "CREATE TEMP TABLE broken AS SELECT pid, pg_terminate_backend(pid) " + FOLLOWERS);
    }
    Await.until(
        "all followers have connected again",
        () -> count(db, FOLLOWERS + " AND pid NOT IN (SELECT pid FROM broken)") == 4);
  }

  @Test
  void anAnnounceAndASuspicionAreInForceEverywhereWithinFiveSeconds(
      KafkaServer kafka, PostgresServer postgres) throws Exception {
    // A second is half an hour; 48 real seconds for a newcomer to stay one, for peers to stay.
    var world =
        Map.of("clock.scale", "1800", "ingress.peer-lifetime", "1d", "selection.tier-step", "1d");
    try (var pipeline = new Pipeline(kafka, postgres, folder, world);
        var db = pipeline.connect()) {
      pipeline.startProjector();
      pipeline.startScoring("scoring-in-force");
      var ingresses = TwoIngresses.of(pipeline);
      for (var bystander : BYSTANDERS) {
        pipeline.issueKey(bystander);
        ingresses.awaitKey(bystander);
        Await.until("it has a standing", () -> Pipeline.standing(db, "score", bystander) > 0);
      }

      for (var riser : RISERS) {
        var swarm = "swarm-of-%s".formatted(riser + "-".repeat(20)).substring(0, 20);
        openSwarm(pipeline, ingresses, swarm, riser);
        rise(pipeline.platform().clock(), db, ingresses, swarm, riser);
        fall(pipeline, db, ingresses, swarm, riser);
      }
    }
  }

  /** A seeder of tier 0 and this one, which both ingresses list to a newcomer. */
  private static void openSwarm(
      Pipeline pipeline, TwoIngresses ingresses, String swarm, String seeder) throws Exception {
    for (var key : List.of("newcomer", "floor", seeder)) {
      pipeline.issueKey(key);
      ingresses.awaitKey(key);
    }
    for (int port : List.of(PORT + 1, PORT)) {
      var key = port == PORT ? seeder : "floor";
      new TestPeer(ingresses.first(), key, key, port).announce(swarm, SEEDING);
    }
    ingresses.await(swarm, PORT, true);
  }

  /** The second announce credits seeding, which lifts the client above those without any. */
  private static void rise(
      TrackerClock clock, Connection db, TwoIngresses ingresses, String swarm, String riser)
      throws Exception {
    Await.until("it has a standing", () -> Pipeline.standing(db, "score", riser) > 0);
    int before = Pipeline.standing(db, "score", riser);
    long creditedMs = clock.nowMs() + 360_000;
    Await.until("six minutes were seeded", () -> clock.nowMs() >= creditedMs);

    long fromNs = System.nanoTime();
    new TestPeer(ingresses.first(), riser, riser, PORT).announce(swarm, SEEDING);
    var conditions = new LinkedHashMap<String, Callable<Boolean>>();
    conditions.put("score in PostgreSQL", () -> Pipeline.standing(db, "score", riser) > before);
    conditions.put(TIER, () -> Pipeline.standing(db, "tier", riser) > 0);
    conditions.putAll(ingresses.both(swarm, PORT, false));
    var delays = TwoIngresses.delays(fromNs, conditions);

    demand("announce", delays);
  }

  private static void fall(
      Pipeline pipeline, Connection db, TwoIngresses ingresses, String swarm, String riser)
      throws Exception {
    int before = Pipeline.standing(db, "score", riser);
    var client = ClientIds.ofKey(riser);
    long now = pipeline.platform().clock().nowMs();

    long fromNs = System.nanoTime();
    pipeline.publish(
        Topics.SUSPICIONS,
        client,
        Suspicion.newBuilder()
            .setClientId(client)
            .setAtMs(now)
            .setWeight(9_000)
            .setLevel(3)
            .setBroken(false)
            .setFamilies(List.of("R"))
            .setTorrents(1)
            .setCases(List.of("R1-x"))
            .setRulesVersion(1)
            .setEnforced(true)
            .build());
    var conditions = new LinkedHashMap<String, Callable<Boolean>>();
    conditions.put(TIER, () -> Pipeline.standing(db, "tier", riser) == 0);
    conditions.putAll(ingresses.both(swarm, PORT, true));
    var delays = TwoIngresses.delays(fromNs, conditions);

    demand("suspicion", delays);
    // Several of them would lower the cuts after all, and everybody rose above them.
    pipeline.publish(Topics.SUSPICIONS, client, null);
    Await.until("it is forgiven", () -> Pipeline.standing(db, "score", riser) >= before);
  }

  private static int count(Connection db, String from) throws SQLException {
    try (var statement = db.createStatement();
        var row = statement.executeQuery("SELECT count(*) " + from)) {
      row.next();
      return row.getInt(1);
    }
  }

  private static void demand(String event, Map<String, Long> delays) {
    report(event, delays);
    TwoIngresses.assertSoon(delays.values(), FROM_EVENT_MS);
    long committed = delays.getOrDefault(TIER, 0L);
    var after = delays.values().stream().filter(ms -> ms > committed).map(ms -> ms - committed);
    TwoIngresses.assertSoon(after.toList(), FROM_COMMIT_MS);
  }

  private static void report(String what, Map<String, Long> delays) {
    System.out.printf("in force, ms after %s: %s%n", what, delays);
  }
}
