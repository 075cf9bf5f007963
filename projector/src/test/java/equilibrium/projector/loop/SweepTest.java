package equilibrium.projector.loop;

import static equilibrium.projector.Samples.NOW;
import static equilibrium.projector.Samples.announced;
import static equilibrium.projector.Samples.client;
import static equilibrium.projector.Samples.swarm;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.projector.Database;
import equilibrium.projector.Rig;
import equilibrium.projector.Samples;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.SumKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Database.class)
class SweepTest {
  private Rig rig;
  private Connection db;

  @BeforeEach
  void open() throws SQLException {
    rig = Rig.fresh();
    db = Database.connect();
  }

  @AfterEach
  void close() throws SQLException {
    db.close();
    rig.close();
  }

  @Test
  void peersNotHeardOfForLongAreRemoved() throws SQLException {
    rig.log(Topics.ANNOUNCES, swarm(1), announced(1, NOW - 60_000).build())
        .log(Topics.ANNOUNCES, swarm(2), announced(2, NOW).setInfoHash(swarm(2)).build())
        .step();

    int removed = new Sweep(db).peers(NOW - 30_000);

    assertThat(removed).isEqualTo(1);
    assertThat(Database.query("SELECT event_sequence FROM peers")).containsExactly("2");
  }

  @Test
  void theWalkBeginsAnewAtTheEndOfTheTable() throws SQLException {
    var sweep = new Sweep(db);
    sweep.peers(NOW);
    rig.log(Topics.ANNOUNCES, swarm(1), announced(1, NOW - 60_000).build()).step();

    int removed = sweep.peers(NOW);

    assertThat(removed).isEqualTo(1);
  }

  @Test
  void aPeerThatIsBeingWrittenIsNotWaitedFor() throws SQLException {
    rig.log(Topics.ANNOUNCES, swarm(1), announced(1, NOW - 60_000).build()).step();
    try (var writer = Database.connect();
        var lock = writer.createStatement()) {
      writer.setAutoCommit(false);
      lock.execute("SELECT * FROM peers FOR UPDATE");

      int removed = new Sweep(db).peers(NOW);

      assertThat(removed).isZero();
    }
  }

  @Test
  void oldHandOutsAreRemoved() throws SQLException {
    rig.log(Topics.HAND_OUTS, swarm(1), Samples.handOut()).step();
    var sweep = new Sweep(db);

    assertThat(sweep.handOuts(NOW)).isZero();
    assertThat(sweep.handOuts(NOW + 1)).isEqualTo(1);
  }

  @Test
  void onlyRowsThatWereMarkedLongAgoAreRemoved() throws SQLException {
    rig.log(Topics.CLIENT_STANDINGS, client(3), Samples.standing(1, SumKind.ONLINE_SECONDS))
        .step()
        .log(Topics.CLIENT_STANDINGS, client(3), null)
        .step();
    var sweep = new Sweep(db);

    assertThat(sweep.deleted("client_standings", new TreeMap<>(Map.of(1, 99L, 0, 1L)))).isZero();
    assertThat(sweep.deleted("client_standings", new TreeMap<>(Map.of(0, 2L)))).isEqualTo(1);
  }

  @Test
  void livingRowsStay() throws SQLException {
    rig.log(Topics.REGISTRATIONS, swarm(1), Samples.registration("a")).step();

    int removed = new Sweep(db).deleted("registrations", new TreeMap<>(Map.of(0, 99L)));

    assertThat(removed).isZero();
  }
}
