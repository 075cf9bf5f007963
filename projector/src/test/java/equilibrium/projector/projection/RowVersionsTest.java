package equilibrium.projector.projection;

import static equilibrium.projector.Samples.client;
import static equilibrium.projector.Samples.swarm;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.projector.Database;
import equilibrium.projector.Rig;
import equilibrium.projector.Samples;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.ClientStanding;
import equilibrium.schemas.event.SumKind;
import equilibrium.schemas.event.SwarmBalance;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How many row versions a standing costs, by PostgreSQL's own statistics. */
@ExtendWith(Database.class)
class RowVersionsTest {
  private static final int UPDATES = 200;
  private Rig rig;

  @BeforeEach
  void open() throws SQLException {
    rig = Rig.fresh();
    rig.log(Topics.CLIENT_STANDINGS, client(3), standing(0)).step();
    flush();
    Database.execute("SELECT pg_stat_reset()");
  }

  @AfterEach
  void close() throws SQLException {
    rig.close();
  }

  @Test
  void aScoreThatChangesWithinItsTierNeedsNoIndexEntry() throws SQLException {
    for (int score = 1; score <= UPDATES; score++) {
      rig.log(Topics.CLIENT_STANDINGS, client(3), standing(score)).step();
    }
    flush();

    assertThat(hotOf("client_standings")).isEqualTo("200 of 200");
    assertThat(hotOf("projected_offsets")).isEqualTo("200 of 200");
  }

  @Test
  void aSumThatStaysIsNotWrittenAgain() throws SQLException {
    for (int score = 1; score <= UPDATES; score++) {
      rig.log(Topics.CLIENT_STANDINGS, client(3), standing(score)).step();
    }
    flush();

    // Of two sums, one grows with the score.
    assertThat(hotOf("client_sums")).isEqualTo("200 of 200");
  }

  @Test
  void readersFindAStandingByTheOffsetAtWhichItsTierChanged() throws SQLException {
    rig.log(Topics.CLIENT_STANDINGS, client(3), standing(1)).step();
    assertThat(tierOffset()).isEqualTo("0 true");

    rig.log(Topics.CLIENT_STANDINGS, client(3), tier(3)).step();
    assertThat(tierOffset()).isEqualTo("2 true");

    rig.log(Topics.CLIENT_STANDINGS, client(3), null).step();
    assertThat(tierOffset()).isEqualTo("3 true");

    rig.log(Topics.CLIENT_STANDINGS, client(3), tier(3)).step();
    assertThat(tierOffset()).isEqualTo("4 true");
  }

  @Test
  void aBalanceWithoutANewCompletionNeedsNoIndexEntry() throws SQLException {
    rig.log(Topics.SWARM_BALANCES, swarm(1), Samples.balance(1)).step();
    for (int uploaded = 2; uploaded <= UPDATES + 1; uploaded++) {
      rig.log(Topics.SWARM_BALANCES, swarm(1), Samples.balance(uploaded)).step();
    }
    flush();

    assertThat(hotOf("swarm_balances")).isEqualTo("200 of 200");
  }

  @Test
  void readersFindABalanceByTheOffsetAtWhichItsCompletionsChanged() throws SQLException {
    rig.log(Topics.SWARM_BALANCES, swarm(1), Samples.balance(1))
        .step()
        .log(Topics.SWARM_BALANCES, swarm(1), Samples.balance(2))
        .step();
    assertThat(completedOffset()).isEqualTo("0");

    rig.log(Topics.SWARM_BALANCES, swarm(1), completed(9)).step();
    assertThat(completedOffset()).isEqualTo("2");

    rig.log(Topics.SWARM_BALANCES, swarm(1), null).step();
    assertThat(completedOffset()).isEqualTo("3");
  }

  private static SwarmBalance completed(long times) {
    return SwarmBalance.newBuilder(Samples.balance(2)).setCompleted(times).build();
  }

  private static String completedOffset() throws SQLException {
    return Database.query("SELECT completed_offset::text FROM swarm_balances").getFirst();
  }

  private static ClientStanding standing(int score) {
    var standing = Samples.standing(score, SumKind.ONLINE_SECONDS, SumKind.SEEDED_SECONDS);
    var sums =
        List.of(
            standing.getSums().getFirst(),
            Samples.standing(0, SumKind.SEEDED_SECONDS).getSums().getFirst());
    return ClientStanding.newBuilder(standing).setSums(sums).build();
  }

  private static ClientStanding tier(int tier) {
    return ClientStanding.newBuilder(standing(1)).setTier(tier).build();
  }

  private static String tierOffset() throws SQLException {
    return Database.query(
            "SELECT tier_offset || ' ' || (tier_offset <= source_offset) FROM client_standings")
        .getFirst();
  }

  /** Statistics are written when a session is idle, or asked for. */
  private void flush() throws SQLException {
    Database.execute("SELECT pg_stat_force_next_flush()");
    rig.flushStatistics();
  }

  private static String hotOf(String table) throws SQLException {
    return Database.query(
            "SELECT n_tup_hot_upd || ' of ' || n_tup_upd FROM pg_stat_user_tables"
                + " WHERE relname = '"
                + table
                + "'")
        .getFirst();
  }
}
