package equilibrium.projector.loop;

import static equilibrium.projector.Samples.NOW;
import static equilibrium.projector.Samples.announced;
import static equilibrium.projector.Samples.client;
import static equilibrium.projector.Samples.contribution;
import static equilibrium.projector.Samples.swarm;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.projector.Database;
import equilibrium.projector.Rig;
import equilibrium.projector.Samples;
import equilibrium.schemas.Topics;
import equilibrium.testing.Await;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGConnection;

/** Rows and offsets move together, whatever happens. */
@ExtendWith(Database.class)
class ProjectionLoopTest {
  private static final String LAG = "equilibrium_projector_lag_records{topic=\"contributions\"} ";

  private static final String ANNOUNCES = "SELECT announces FROM contributions";

  private static final String OFFSET =
      "SELECT next_offset || ' ' || coalesce(leader_epoch, -1) FROM projected_offsets"
          + " WHERE topic = 'contributions' AND partition = 0";

  @Test
  void offsetsMoveWithTheRows() throws SQLException {
    try (var rig = Rig.fresh()) {
      logTwoContributions(rig).step();

      assertThat(Database.query(ANNOUNCES)).containsExactly("2");
      assertThat(Database.query(OFFSET)).containsExactly("2 7");
    }
  }

  @Test
  void transactionsKeepTheirPause() throws SQLException {
    var pause = Duration.ofMillis(700);
    try (var rig = Rig.pausing(pause)) {
      long beganNs = System.nanoTime();
      logTwoContributions(rig).step();

      logTwoContributions(rig).step();

      assertThat(System.nanoTime() - beganNs).isGreaterThan(pause.toNanos());
      assertThat(Database.query(ANNOUNCES)).containsExactly("4");
    }
  }

  @Test
  @Timeout(60)
  void aChangeThatAnOperatorWaitsForHasNoPause() throws SQLException {
    try (var rig = Rig.pausing(Duration.ofHours(1))) {
      rig.log(Topics.REGISTRATIONS, swarm(1), Samples.registration("first")).step();

      logTwoContributions(rig)
          .log(Topics.REGISTRATIONS, swarm(1), Samples.registration("second"))
          .step();

      assertThat(Database.query("SELECT name FROM registrations")).containsExactly("second");
      assertThat(Database.query(ANNOUNCES)).containsExactly("2");
    }
  }

  @Test
  void aBatchThatIsReadAgainAddsNothing() throws SQLException {
    try (var rig = Rig.fresh()) {
      logTwoContributions(rig).step();
    }

    try (var again = Rig.resuming()) {
      logTwoContributions(again).step();
    }

    assertThat(Database.query(ANNOUNCES)).containsExactly("2");
  }

  @Test
  void anOlderRecordThatIsReadAgainOverwritesNothing() throws SQLException {
    try (var rig = Rig.fresh()) {
      rig.log(Topics.SWARM_BALANCES, swarm(1), Samples.balance(1))
          .log(Topics.SWARM_BALANCES, swarm(1), Samples.balance(100))
          .step();
    }
    Database.execute("UPDATE projected_offsets SET next_offset = 0");

    try (var again = Rig.resuming()) {
      again.log(Topics.SWARM_BALANCES, swarm(1), Samples.balance(1)).step();
    }

    assertThat(Database.query("SELECT uploaded || ' ' || source_offset FROM swarm_balances"))
        .containsExactly("100 1");
  }

  @Test
  void aCrashBeforeTheCommitLeavesNeitherRowsNorOffsets() throws SQLException {
    Database.empty();
    var crashing = Rig.on(dyingAtCommit(Database.connect()), 0);
    logTwoContributions(crashing);

    assertThatThrownBy(crashing::step).hasMessage("power cut");
    crashing.close();

    assertThat(Database.query(ANNOUNCES)).isEmpty();
    assertThat(Database.query(OFFSET)).containsExactly("0 -1");
    try (var again = Rig.resuming()) {
      logTwoContributions(again).step();
      assertThat(Database.query(ANNOUNCES)).containsExactly("2");
    }
  }

  /** A real consumer compares positions with the log in the background, and tells the next call. */
  @Test
  void aCutThatIsNoticedWhenAPositionIsAskedForIsRepaired() throws SQLException {
    var partition = new TopicPartition("contributions", 0);
    try (var rig = Rig.fresh()) {
      logTwoContributions(rig).step();
    }

    try (var again = Rig.resuming()) {
      again.consumer.failNextPosition(
          new LogTruncationException(
              "cut", Map.of(partition, 2L), Map.of(partition, new OffsetAndMetadata(1))));
      again.step();

      Await.until("it is repaired", () -> again.repaired.contains("contributions"));
    }
  }

  @Test
  void offsetsAreLockedInTheOrderOfAllProjectors() throws SQLException {
    try (var rig = Rig.fresh()) {
      rig.step();
    }

    var insertedInOrder =
        Database.query("SELECT topic || ' ' || partition FROM projected_offsets ORDER BY ctid");
    assertThat(insertedInOrder).hasSizeGreaterThan(10).isSorted();
  }

  @Test
  void aFormerOwnerIsFencedAndWritesNothing() throws SQLException {
    try (var former = Rig.fresh();
        var owner = Rig.resuming()) {
      logTwoContributions(owner).step();

      logTwoContributions(former);

      assertThatThrownBy(former::step)
          .isInstanceOf(Fenced.class)
          .hasMessage(
              "another projector writes contributions-0: PostgreSQL is no longer at offset 0, where"
                  + " this one left it");
      assertThat(Database.query(ANNOUNCES)).containsExactly("2");
      assertThat(Database.query(OFFSET)).containsExactly("2 7");
    }
  }

  @Test
  void aRevokedPartitionsUnwrittenRecordsAreLeftToItsNextOwner() throws SQLException {
    try (var rig = Rig.fresh()) {
      var revoked = List.of(new TopicPartition("contributions", 0));
      logTwoContributions(rig).log(Topics.REGISTRATIONS, swarm(1), Samples.registration("ours"));
      rig.consumer.scheduleNopPollTask();
      rig.consumer.schedulePollTask(() -> rig.loop.onPartitionsRevoked(revoked));

      rig.step();

      assertThat(Database.query(ANNOUNCES)).isEmpty();
      assertThat(Database.query(OFFSET)).containsExactly("0 -1");
      assertThat(Database.query("SELECT name FROM registrations")).containsExactly("ours");
    }
  }

  @Test
  void aPartitionNeverSeenBeginsWhereTheLogBegins() throws SQLException {
    Database.empty();

    try (var rig = Rig.on(Database.connect(), 41)) {
      logTwoContributions(rig).step();
    }

    assertThat(Database.query(OFFSET)).containsExactly("43 7");
  }

  @Test
  void aLogThatNoLongerHasWhatIsNextIsRepairedWhileTheOthersGoOn() throws SQLException {
    try (var rig = Rig.fresh()) {
      logTwoContributions(rig).step();
    }
    Database.execute("DELETE FROM projected_offsets WHERE topic <> 'contributions'");
    try (var rig = Rig.on(Database.connect(), 41)) {
      logTwoContributions(rig)
          .log(Topics.REGISTRATIONS, swarm(1), Samples.registration("beside"))
          .step();

      Await.until("it is repaired", () -> rig.repaired.contains("contributions"));
      assertThat(Database.query("SELECT name FROM registrations")).containsExactly("beside");
      assertThat(Database.query(ANNOUNCES)).containsExactly("2");
      assertThat(Database.query(OFFSET)).containsExactly("2 7");
    }
  }

  @Test
  void theLagOfATopicThatIsRepairedIsNotKnown() throws SQLException {
    try (var rig = Rig.fresh()) {
      logTwoContributions(rig).step();
    }
    try (var rig = Rig.on(Database.connect(), 0)) {
      rig.step();

      assertThat(rig.metrics()).contains(LAG + "NaN");
    }
  }

  @Test
  void aLogThatEndsBeforeWhatIsProjectedIsRepaired() throws SQLException {
    try (var rig = Rig.fresh()) {
      logTwoContributions(rig).step();
    }
    try (var rig = Rig.on(Database.connect(), 0)) {
      rig.step();

      Await.until("it is repaired", () -> rig.repaired.contains("contributions"));
      assertThat(rig.repaired).containsOnly("contributions");
    }
  }

  @Test
  void anUnreadableRecordBecomesADeadLetterAndTheNextOnesAreWritten() throws SQLException {
    try (var rig = Rig.fresh()) {
      rig.log("contributions", new byte[] {1, 2}, new byte[] {(byte) 0xC3, 1, 9});

      logTwoContributions(rig).step();

      assertThat(Database.query(ANNOUNCES)).containsExactly("2");
      assertThat(Database.query(OFFSET)).containsExactly("3 7");
      assertThat(rig.letters()).hasSize(1);
      var letter = rig.letters().getFirst();
      assertThat(letter.topic()).isEqualTo("dead-letters");
      assertThat(letter.key()).containsExactly(1, 2);
      assertThat(letter.value()).containsExactly(0xC3, 1, 9);
      assertThat(header(rig, "reason")).isEqualTo("an id of 2 bytes, expected 20");
      assertThat(header(rig, "topic")).isEqualTo("contributions");
      assertThat(header(rig, "partition")).isEqualTo("0");
      assertThat(header(rig, "offset")).isEqualTo("0");
    }
  }

  @Test
  void aBatchOfNothingButPoisonMovesOn() throws SQLException {
    try (var rig = Rig.fresh()) {
      rig.log("contributions", swarm(1).bytes(), null).step();

      assertThat(rig.letters()).hasSize(1);
      assertThat(Database.query(OFFSET)).containsExactly("1 7");
    }
  }

  @Test
  void aRecordThatPostgresRefusesIsFoundAmongTheOthers() throws SQLException {
    try (var rig = Rig.fresh()) {
      for (int i = 0; i < 20; i++) {
        long uploaded = i == 13 ? Long.MAX_VALUE : 10;
        rig.log(
            Topics.CONTRIBUTIONS,
            swarm(i == 13 ? 0 : i),
            contribution(NOW).setInfoHash(swarm(i == 13 ? 0 : i)).setUploaded(uploaded).build());
      }
      rig.log(Topics.REGISTRATIONS, swarm(1), Samples.registration("beside")).step();

      assertThat(Database.query("SELECT count(*) || ' ' || sum(uploaded) FROM contributions"))
          .containsExactly("19 190");
      assertThat(Database.query("SELECT name FROM registrations")).containsExactly("beside");
      assertThat(Database.query(OFFSET)).containsExactly("20 7");
      assertThat(header(rig, "offset")).isEqualTo("13");
    }
  }

  @Test
  void nulInTextDoesNotWedge() throws SQLException {
    try (var rig = Rig.fresh()) {
      rig.log(Topics.ANNOUNCES, swarm(1), announced(1, NOW).setUserAgent("a\0b").build())
          .log(Topics.REGISTRATIONS, swarm(1), Samples.registration("\0"))
          .step();

      assertThat(Database.query("SELECT user_agent FROM peers")).containsExactly("a\uFFFDb");
      assertThat(Database.query("SELECT name FROM registrations")).containsExactly("\uFFFD");
      assertThat(rig.letters()).isEmpty();
    }
  }

  @Test
  void followersAreCalledForTheTablesTheyFollow() throws SQLException {
    try (var rig = Rig.fresh();
        var follower = Database.connect();
        var listen = follower.createStatement()) {
      listen.execute("LISTEN equilibrium");

      rig.log(Topics.REGISTRATIONS, swarm(1), Samples.registration("a"))
          .log(Topics.ANNOUNCE_KEYS, client(3), Samples.key())
          .log(Topics.ANNOUNCES, swarm(1), announced(1, NOW).build())
          .step();

      var calls = follower.unwrap(PGConnection.class).getNotifications(5_000);
      assertThat(Arrays.stream(calls).map(call -> call.getParameter()))
          .containsExactlyInAnyOrder("registrations", "announce_keys");
    }
  }

  @Test
  void theLagIsWhatTheLogHasMore() throws SQLException {
    try (var rig = Rig.fresh()) {
      logTwoContributions(rig);
      rig.consumer.updateEndOffsets(
          Map.of(
              new TopicPartition("contributions", 0), 5L,
              new TopicPartition("contributions", 1), 1L));

      rig.step();

      assertThat(rig.metrics()).contains(LAG + "4.0");
    }
  }

  @Test
  void aLagThatKafkaDoesNotKnowIsAbsentAndNotNegative() throws SQLException {
    try (var rig = Rig.fresh()) {
      logTwoContributions(rig);
      rig.consumer.updateEndOffsets(Map.of(new TopicPartition("contributions", 0), 1L));

      rig.step();

      assertThat(rig.metrics()).contains(LAG + "NaN");
    }
  }

  private static Rig logTwoContributions(Rig rig) {
    return rig.log(Topics.CONTRIBUTIONS, swarm(1), contribution(NOW).build()).log(
        Topics.CONTRIBUTIONS, swarm(1), contribution(NOW + 1).build());
  }

  private static String header(Rig rig, String name) {
    return new String(rig.letters().getFirst().headers().lastHeader(name).value(), UTF_8);
  }

  /** Everything works, until the rows are to be committed. */
  private static Connection dyingAtCommit(Connection db) {
    return (Connection)
        Proxy.newProxyInstance(
            ProjectionLoopTest.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (_, method, arguments) -> {
              if (method.getName().equals("commit") && hasRows(db)) {
                throw new SQLException("power cut");
              }
              try {
                return method.invoke(db, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static boolean hasRows(Connection db) throws SQLException {
    try (var query = db.createStatement();
        var rows = query.executeQuery(ANNOUNCES)) {
      return rows.next();
    }
  }
}
