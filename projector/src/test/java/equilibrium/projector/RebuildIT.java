package equilibrium.projector;

import static equilibrium.projector.Samples.client;
import static equilibrium.projector.Samples.swarm;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.Tables;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Registration;
import equilibrium.testing.Await;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever happens to the log or to PostgreSQL, the tables become the fold of the log again. */
class RebuildIT extends RebuildFixture {
  @Test
  void aLogThatLostItsEndIsRebuiltAndReadOn() throws Exception {
    projectEverything(1, 8);
    var before = log.ends();
    log.cut(everyTopic(400));
    assertThat(log.end(Topics.ANNOUNCES)).isLessThan(before.get("announces"));

    try (var _ = log.projector(platform)) {
      log.awaitProjected(postgres);

      assertThat(facts()).contains("RUNNING").contains("REBUILT");
      assertThat(platform.health().isLive()).isTrue();
      assertThat(platform.metrics().scrape())
          .contains("equilibrium_projector_rebuilds_total{action=\"rebuilt\",topic=\"announces\"}");
      assertEqualsAFreshFold();
      logEverything(6, 10); // what the spool publishes again, and more
      log.awaitProjected(postgres);
    }
    assertEqualsAFreshFold();
  }

  @Test
  void aCutIsSeenEvenIfTheLogHasGrownBeyondItSince() throws Exception {
    projectEverything(1, 8);
    log.cut(everyTopic(400));
    logEverything(20, 40);

    try (var _ = log.projector(platform)) {
      log.awaitProjected(postgres);

      assertThat(facts()).contains("REBUILT");
    }
    assertEqualsAFreshFold();
  }

  @Test
  void rowsWhoseRecordsAgeDeletedStayWhenTheLogLosesItsEnd() throws Exception {
    projectEverything(1, 8);
    var cases = query("SELECT case_id FROM anomalies ORDER BY 1");
    log.deleteRecordsBefore(Topics.ANOMALIES, 3);
    log.cut(Map.of("anomalies", 10)); // one record

    try (var _ = log.projector(platform)) {
      log.awaitProjected(postgres);
    }
    assertThat(query("SELECT case_id FROM anomalies ORDER BY 1"))
        .containsExactlyElementsOf(cases.subList(0, cases.size() - 1));
  }

  @Test
  void aGapInTheLogIsSaidAndTheRestIsRead() throws Exception {
    projectEverything(1, 4);
    logEverything(4, 8);
    log.deleteRecordsBefore(Topics.CONTRIBUTIONS, 5);
    log.deleteRecordsBefore(Topics.ANOMALIES, 5);
    log.deleteRecordsBefore(Topics.ANNOUNCES, 5);

    try (var _ = log.projector(platform)) {
      log.awaitProjected(postgres);

      assertThat(facts())
          .contains("contributions-0 was projected up to offset 3, but the log begins at 5");
    }
    assertThat(query("SELECT sum(announces) FROM contributions")).containsExactly("5");
    assertThat(query("SELECT count(*) FROM anomalies")).containsExactly("5");
    assertThat(query("SELECT event_sequence FROM peers ORDER BY 1"))
        .containsExactly("6", "7"); // older peers announce again within half an hour
  }

  @Test
  void whileATopicIsRebuiltTheOldRowsAreServedAndTheOthersGoOn() throws Exception {
    projectEverything(1, 8);
    log.cut(Map.of("registrations", 10));
    try (var reader = postgres.connect("test");
        var hold = reader.createStatement()) {
      reader.setAutoCommit(false);
      hold.execute("LOCK TABLE rebuild.registrations IN ACCESS EXCLUSIVE MODE"); // it waits here
      try (var _ = log.projector(platform)) {
        Await.until("the rebuild runs", this::facts, facts -> facts.contains("rebuilding={reg"));
        log.log(Topics.CLIENT_STANDINGS, client(99), standing(99));
        Await.until(
            "another topic is projected",
            () -> query("SELECT count(*) FROM client_standings WHERE score = 99"),
            List.of("1")::equals);

        var alive = "SELECT count(*) FROM registrations WHERE NOT deleted";
        assertThat(query(alive)).containsExactly("6");

        reader.rollback();
        log.awaitProjected(postgres);
        assertThat(query(alive)).containsExactly("7"); // the log lost a tombstone
      }
    }
  }

  @Test
  void aTopicThatWasDeletedAndCreatedAgainKeepsItsRowsUntilAnOperatorDecides() throws Exception {
    projectEverything(1, 8);
    log.recreate(Topics.REGISTRATIONS);
    var alive = "SELECT count(*) FROM registrations WHERE NOT deleted";

    try (var _ = log.projector(platform)) {
      Await.until("it is held", this::facts, facts -> facts.contains("held={registrations"));
      log.log(
          Topics.REGISTRATIONS,
          swarm(50),
          Registration.newBuilder(Samples.registration("new")).setInfoHash(swarm(50)).build());
      log.log(Topics.CLIENT_STANDINGS, client(99), standing(99));
      Await.until(
          "another topic is projected",
          () -> query("SELECT count(*) FROM client_standings WHERE score = 99"),
          List.of("1")::equals);
      assertThat(query(alive)).containsExactly("6");
      assertThat(facts()).contains("equilibrium rebuild --topic=registrations");

      new Rebuild(platform, true).anew("registrations", _ -> {});

      assertThat(query(alive)).containsExactly("1");
      log.log(Topics.REGISTRATIONS, swarm(50), null);
      log.awaitProjected(postgres);
      Await.until("it is held no longer", this::facts, facts -> facts.contains("held={}"));
    }
    assertThat(query(alive)).containsExactly("0");
  }

  @Test
  void aDatabaseRestoredFromAnOldBackupCatchesUp() throws Exception {
    Map<String, List<String>> backup;
    projectEverything(1, 5);
    backup = dump();
    try (var _ = log.projector(platform)) {
      logEverything(3, 9);
      log.awaitProjected(postgres);
    }
    restore(backup);

    try (var _ = log.projector(platform)) {
      log.awaitProjected(postgres);

      assertThat(facts()).contains("rebuilds={}");
    }
    assertEqualsAFreshFold();
  }

  private static Map<String, Integer> everyTopic(int bytes) {
    var cut = new LinkedHashMap<String, Integer>();
    for (var topic :
        List.of(
            Topics.ANNOUNCES,
            Topics.CONTRIBUTIONS,
            Topics.REGISTRATIONS,
            Topics.CLIENT_STANDINGS,
            Topics.TIER_CUTS,
            Topics.SWARM_BALANCES,
            Topics.ANOMALIES,
            Topics.HAND_OUTS,
            Topics.DEAD_LETTERS)) {
      cut.put(topic.name(), bytes);
    }
    return cut;
  }

  private Map<String, List<String>> dump() throws SQLException {
    var rows = new LinkedHashMap<String, List<String>>();
    for (var table : Tables.all()) {
      rows.put(table, query("SELECT to_jsonb(t)::text FROM %s t".formatted(table)));
    }
    return rows;
  }

  private void restore(Map<String, List<String>> backup) throws SQLException {
    for (var table : backup.entrySet()) {
      execute("TRUNCATE " + table.getKey());
      for (var row : table.getValue()) {
        execute(
            "INSERT INTO %1$s SELECT * FROM jsonb_populate_record(NULL::%1$s, '%2$s')"
                .formatted(table.getKey(), row.replace("'", "''")));
      }
    }
  }
}
