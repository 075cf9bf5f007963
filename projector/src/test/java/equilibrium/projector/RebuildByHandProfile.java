package equilibrium.projector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.schemas.Channels;
import equilibrium.schemas.Topics;
import equilibrium.testing.Await;
import java.io.RandomAccessFile;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** Rebuilds and comparisons that an operator asks for, also of files that are damaged. */
class RebuildByHandProfile extends RebuildFixture {
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
    projectEverything(1, 4);
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
    projectEverything(1, 8);
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
    projectEverything(1, 8);
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
    projectEverything(1, 8);

    var _ =
        interrupted(
            "rebuild.anomalies",
            () -> rebuilt("anomalies"),
            () -> log.deleteRecordsBefore(Topics.ANOMALIES, 5));

    assertThat(query("SELECT count(*) FROM anomalies")).containsExactly("7");
  }

  @Test
  void aComparisonKeepsNoProjectorWaiting() throws Exception {
    projectEverything(1, 8);
    var offset = "SELECT next_offset FROM projected_offsets WHERE topic = 'registrations'";

    var comparison =
        interrupted(
            "public.registrations",
            () -> new Rebuild(platform, true).compare("registrations"),
            () -> assertThat(query(offset + " FOR UPDATE NOWAIT")).hasSize(1));

    assertThat(comparison.differing()).isZero();
  }

  @Test
  void aDamagedIndexIsBuiltAnewAndCostsNoRow() throws Exception {
    projectEverything(1, 8);
    log.deleteRecordsBefore(Topics.ANOMALIES, 5);
    damage("anomalies_pkey");
    var byIndex = "SET enable_seqscan = off; SELECT FROM anomalies WHERE case_id = 'case-001'";
    assertThatThrownBy(() -> execute(byIndex)).isInstanceOf(SQLException.class);

    var lines = rebuilt("anomalies");

    assertThat(lines).last().asString().contains("rebuilt of 2 records");
    assertThat(query("SELECT count(*) FROM anomalies")).containsExactly("7");
    assertThat(query("SELECT count(*) FROM anomalies WHERE case_id = 'case-001'"))
        .containsExactly("1");
  }

  @Test
  void aTableWhoseFilesAreDamagedIsReplaced() throws Exception {
    projectEverything(1, 8);
    damage("registrations");
    assertThat(readable("registrations")).isFalse();
    var lines = rebuilt("registrations");

    assertThat(lines).last().asString().contains("could not read the old rows");
    assertEqualsAFreshFold();
  }

  private List<String> rebuilt(String topic) throws SQLException {
    var lines = new ArrayList<String>();
    new Rebuild(platform, true).anew(topic, lines::add);
    return lines;
  }

  /** What is done while something else waits. */
  @FunctionalInterface
  private interface Step {
    void run() throws Exception;
  }

  /** Does a step while the work waits for a table, which is locked until then. */
  private <T> T interrupted(String table, Callable<T> work, Step meanwhile) throws Exception {
    var task = new FutureTask<>(work);
    try (var other = postgres.connect("test");
        var hold = other.createStatement()) {
      other.setAutoCommit(false);
      hold.execute("LOCK TABLE %s IN ACCESS EXCLUSIVE MODE".formatted(table));
      Thread.startVirtualThread(task);
      Await.until(
          "the work waits for the table",
          () ->
              query(
                  "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = '%s'::regclass"
                      .formatted(table)),
          List.of("1")::equals);
      meanwhile.run();
      other.rollback();
    }
    return task.get();
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
}
