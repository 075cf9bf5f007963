package equilibrium.projector;

import static equilibrium.projector.Samples.announced;
import static equilibrium.projector.Samples.client;
import static equilibrium.projector.Samples.contribution;
import static equilibrium.projector.Samples.swarm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.platform.Platform;
import equilibrium.platform.PostgresSettings;
import equilibrium.schemas.Channels;
import equilibrium.schemas.Tables;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.ClientStanding;
import equilibrium.schemas.event.HandOut;
import equilibrium.schemas.event.Registration;
import equilibrium.schemas.event.SumKind;
import equilibrium.schemas.event.SwarmBalance;
import equilibrium.testing.Await;
import java.io.RandomAccessFile;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** Whatever happens to the log or to PostgreSQL, the tables become the fold of the log again. */
@ExtendWith(Database.class)
@Timeout(120)
class RebuildIT {
  private static final List<String> COMPARED =
      Tables.all().stream().filter(table -> !table.equals(Tables.MEMBERS)).toList();

  private LogFixture log;
  private PostgresSettings postgres;
  private Platform platform;

  @BeforeEach
  void start() throws SQLException {
    log = new LogFixture();
    postgres = Database.fresh();
    Migrations.apply(postgres);
    platform = log.platform(postgres);
  }

  @AfterEach
  void stop() throws Exception {
    log.close();
  }

  @Test
  void aLogThatLostItsEndIsRebuiltAndReadOn() throws Exception {
    try (var _ = log.projector(platform)) {
      logEverything(1, 8);
      log.awaitProjected(postgres);
    }
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
    try (var _ = log.projector(platform)) {
      logEverything(1, 8);
      log.awaitProjected(postgres);
    }
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
    try (var _ = log.projector(platform)) {
      logEverything(1, 8);
      log.awaitProjected(postgres);
    }
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
    try (var _ = log.projector(platform)) {
      logEverything(1, 4);
      log.awaitProjected(postgres);
    }
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
    try (var _ = log.projector(platform)) {
      logEverything(1, 8);
      log.awaitProjected(postgres);
    }
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
    try (var _ = log.projector(platform)) {
      logEverything(1, 8);
      log.awaitProjected(postgres);
    }
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
  void aRebuildByHandRepairsRowsWhileTheProjectorRuns() throws Exception {
    try (var _ = log.projector(platform)) {
      logEverything(1, 8);
      log.awaitProjected(postgres);
      execute("DELETE FROM registrations WHERE info_hash = '%s'".formatted(hex(2)));
      execute("UPDATE client_standings SET tier = 7, deleted = true");
      execute("UPDATE contributions SET uploaded = uploaded + 1");
      execute("DELETE FROM client_sums");
      execute("INSERT INTO tier_cuts SELECT 77, at, 1, cuts, 1, 0, 0 FROM tier_cuts LIMIT 1");
      var lines = new ArrayList<String>();
      var rebuild = new Rebuild(platform, true);

      for (var topic : rebuild.topics()) {
        rebuild.anew(topic, lines::add);
        logEverything(9, 12);
      }
      log.awaitProjected(postgres);

      assertThat(lines).anySatisfy(line -> assertThat(line).startsWith("registrations: rebuilt"));
      assertThat(facts()).contains("RUNNING").contains("rebuilds={}");
      execute("DELETE FROM tier_cuts WHERE epoch = 77"); // its topic keeps no older epochs
    }
    assertEqualsAFreshFold();
  }

  @Test
  void readersOfRebuiltBalancesAreNotified() throws Exception {
    try (var _ = log.projector(platform)) {
      logEverything(1, 4);
      log.awaitProjected(postgres);
    }
    execute("UPDATE swarm_balances SET completed = completed + 1");
    try (var reader = postgres.connect("test");
        var listen = reader.createStatement()) {
      listen.execute("LISTEN " + Channels.EDITED);

      new Rebuild(platform, true).anew("swarm-balances", _ -> {});

      var calls = reader.unwrap(PGConnection.class).getNotifications(5_000);
      assertThat(calls).extracting(PGNotification::getParameter).contains("swarm_balances");
    }
  }

  @Test
  void aRebuildThatFailsLeavesNothingInTheSecondTables() throws Exception {
    try (var _ = log.projector(platform)) {
      logEverything(1, 8);
      log.awaitProjected(postgres);
    }
    execute(
        """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE EXCEPTION 'refused'; END $$
        """);
    execute("CREATE TRIGGER refuse BEFORE DELETE ON registrations EXECUTE FUNCTION refuse()");

    assertThatThrownBy(() -> new Rebuild(platform, true).anew("registrations", _ -> {}))
        .hasMessageContaining("refused");

    assertThat(query("SELECT count(*) FROM rebuild.registrations")).containsExactly("0");
  }

  @Test
  void aComparisonCountsTheRowsThatDifferAndChangesNone() throws Exception {
    try (var _ = log.projector(platform)) {
      logEverything(1, 8);
      log.awaitProjected(postgres);
    }
    var rebuild = new Rebuild(platform, true);
    for (var topic : rebuild.topics()) {
      assertThat(rebuild.compare(topic).differing()).as(topic).isZero();
    }
    execute("UPDATE registrations SET name = 'another' WHERE info_hash = '%s'".formatted(hex(2)));
    execute("DELETE FROM peers WHERE info_hash = '%s'".formatted(hex(3)));

    assertThat(rebuild.compare("registrations").differing()).isEqualTo(1);
    assertThat(rebuild.compare("announces").differing()).isEqualTo(1);
    assertThat(query("SELECT count(*) FROM registrations WHERE name = 'another'"))
        .containsExactly("1");
  }

  @Test
  void rowsWhoseRecordsAgeDeletesDuringTheFoldStay() throws Exception {
    try (var _ = log.projector(platform)) {
      logEverything(1, 8);
      log.awaitProjected(postgres);
    }
    try (var other = postgres.connect("test");
        var hold = other.createStatement()) {
      other.setAutoCommit(false);
      hold.execute("LOCK TABLE rebuild.anomalies IN ACCESS EXCLUSIVE MODE"); // it waits here
      var rebuild =
          CompletableFuture.runAsync(() -> {
            try {
              new Rebuild(platform, true).anew("anomalies", _ -> {});
            } catch (SQLException e) {
              throw new IllegalStateException(e);
            }
          });
      awaitWaitingFor("anomalies");
      log.deleteRecordsBefore(Topics.ANOMALIES, 5);
      other.rollback();
      rebuild.get();
    }

    assertThat(query("SELECT count(*) FROM anomalies")).containsExactly("7");
  }

  @Test
  void aComparisonKeepsNoProjectorWaiting() throws Exception {
    try (var _ = log.projector(platform)) {
      logEverything(1, 8);
      log.awaitProjected(postgres);
    }
    try (var other = postgres.connect("test");
        var hold = other.createStatement()) {
      other.setAutoCommit(false);
      hold.execute("LOCK TABLE registrations IN ACCESS EXCLUSIVE MODE"); // it waits here
      var differing =
          CompletableFuture.supplyAsync(() -> {
            try {
              return new Rebuild(platform, true).compare("registrations").differing();
            } catch (SQLException e) {
              throw new IllegalStateException(e);
            }
          });
      awaitWaitingFor("registrations");

      var offset = "SELECT next_offset FROM projected_offsets WHERE topic = 'registrations'";
      assertThat(query(offset + " FOR UPDATE NOWAIT")).hasSize(1);

      other.rollback();
      assertThat(differing.get()).isZero();
    }
  }

  private void awaitWaitingFor(String table) {
    Await.until(
        "somebody waits for the table",
        () ->
            query(
                "SELECT count(*) FROM pg_locks JOIN pg_class c ON c.oid = relation"
                    + " WHERE NOT granted AND relname = '%s'".formatted(table)),
        List.of("1")::equals);
  }

  @Test
  void aDamagedIndexIsBuiltAnewAndCostsNoRow() throws Exception {
    try (var _ = log.projector(platform)) {
      logEverything(1, 8);
      log.awaitProjected(postgres);
    }
    log.deleteRecordsBefore(Topics.ANOMALIES, 5);
    damage("anomalies_pkey");
    var byIndex = "SET enable_seqscan = off; SELECT FROM anomalies WHERE case_id = 'case-001'";
    assertThatThrownBy(() -> execute(byIndex)).isInstanceOf(SQLException.class);

    var lines = new ArrayList<String>();
    new Rebuild(platform, true).anew("anomalies", lines::add);

    assertThat(lines).last().asString().contains("rebuilt of 2 records");
    assertThat(query("SELECT count(*) FROM anomalies")).containsExactly("7");
    assertThat(query("SELECT count(*) FROM anomalies WHERE case_id = 'case-001'"))
        .containsExactly("1");
  }

  @Test
  void aTableWhoseFilesAreDamagedIsReplaced() throws Exception {
    try (var _ = log.projector(platform)) {
      logEverything(1, 8);
      log.awaitProjected(postgres);
    }
    damage("registrations");
    assertThat(readable("registrations")).isFalse();
    var lines = new ArrayList<String>();

    new Rebuild(platform, true).anew("registrations", lines::add);

    assertThat(lines).last().asString().contains("could not read the old rows");
    assertEqualsAFreshFold();
  }

  @Test
  void aDatabaseRestoredFromAnOldBackupCatchesUp() throws Exception {
    Map<String, List<String>> backup;
    try (var _ = log.projector(platform)) {
      logEverything(1, 5);
      log.awaitProjected(postgres);
    }
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

  /** Records of swarms and clients with these numbers in every topic but members. */
  private void logEverything(int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      var swarm = swarm(i);
      long now = System.currentTimeMillis();
      log.log(Topics.ANNOUNCES, swarm, announced(i, now).setInfoHash(swarm).build());
      log.log(
          Topics.CONTRIBUTIONS, swarm, contribution(now).setInfoHash(swarm).setUploaded(i).build());
      var registration =
          Registration.newBuilder(Samples.registration("torrent " + i)).setInfoHash(swarm).build();
      log.log(Topics.REGISTRATIONS, swarm, registration);
      log.log(Topics.CLIENT_STANDINGS, client(i), standing(i));
      log.log(Topics.TIER_CUTS, Topics.CUTS_KEY, Samples.cuts(i));
      var balance = SwarmBalance.newBuilder(Samples.balance(i)).setInfoHash(swarm).build();
      log.log(Topics.SWARM_BALANCES, swarm, balance);
      var anomaly =
          Anomaly.newBuilder(Samples.anomaly()).setCaseId("case-%03d".formatted(i)).build();
      log.log(Topics.ANOMALIES, client(3), anomaly);
      log.log(Topics.HAND_OUTS, swarm, HandOut.newBuilder(Samples.handOut()).setAtMs(now).build());
      log.log(Topics.DEAD_LETTERS, new byte[] {(byte) i}, new byte[] {1});
    }
    log.log(Topics.REGISTRATIONS, swarm(from), null);
  }

  private static ClientStanding standing(int number) {
    return ClientStanding.newBuilder(Samples.standing(number, SumKind.ONLINE_SECONDS))
        .setClientId(client(number))
        .build();
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

  /** A projector that has seen nothing before folds the same log into a database of its own. */
  private void assertEqualsAFreshFold() throws Exception {
    var fresh = Database.fresh();
    Migrations.apply(fresh);
    try (var _ = log.projector(log.platform(fresh))) {
      log.awaitProjected(fresh);
    }
    for (var table : COMPARED) {
      assertThat(rows(postgres, table)).as(table).isEqualTo(rows(fresh, table));
    }
  }

  private static List<String> rows(PostgresSettings postgres, String table) throws SQLException {
    return query(
        postgres,
        table.equals(Tables.PROJECTED_OFFSETS)
            ? "SELECT topic || next_offset FROM projected_offsets WHERE topic <> 'members' ORDER BY 1"
            : """
            SELECT (to_jsonb(t) - 'tier_offset' - 'completed_offset')::text FROM %s t
            WHERE to_jsonb(t) ->> 'deleted' IS DISTINCT FROM 'true' ORDER BY 1
            """
                .formatted(table));
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

  /** Overwrites a page of the table's file, as a failing disk does. */
  private void damage(String table) throws Exception {
    execute("CHECKPOINT");
    var path =
        query(
                "SELECT current_setting('data_directory') || '/' || pg_relation_filepath('%s')"
                    .formatted(table))
            .getFirst();
    execute("SELECT pg_read_binary_file('%s', 0, 1)".formatted(path));
    try (var file = new RandomAccessFile(path, "rw")) {
      file.seek(20);
      file.write(new byte[200]);
      file.seek(12);
      file.write(new byte[] {-1, -1, -1, -1, -1, -1});
    }
    evict(table);
  }

  private void evict(String table) throws SQLException {
    execute("CREATE EXTENSION IF NOT EXISTS pg_buffercache");
    execute("SELECT pg_buffercache_evict_relation('%s')".formatted(table));
  }

  private boolean readable(String table) {
    try {
      query("SELECT count(*) FROM " + table);
      return true;
    } catch (SQLException _) {
      return false;
    }
  }

  private String facts() {
    return platform.health().facts().toString();
  }

  private static String hex(int fill) {
    return "\\x" + "%02x".formatted(fill).repeat(20);
  }

  private List<String> query(String sql) throws SQLException {
    return query(postgres, sql);
  }

  private static List<String> query(PostgresSettings postgres, String sql) throws SQLException {
    try (var db = postgres.connect("test");
        var statement = db.createStatement();
        var rows = statement.executeQuery(sql)) {
      var texts = new ArrayList<String>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    }
  }

  private void execute(String sql) throws SQLException {
    try (var db = postgres.connect("test");
        var statement = db.createStatement()) {
      statement.execute(sql);
    }
  }
}
