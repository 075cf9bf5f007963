package equilibrium.projector.loop;

import static equilibrium.projector.Samples.announced;
import static equilibrium.projector.Samples.swarm;

import equilibrium.platform.TimeScale;
import equilibrium.projector.Database;
import equilibrium.projector.Rig;
import equilibrium.projector.projection.Feeds;
import equilibrium.schemas.Topics;
import equilibrium.testing.Await;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Database.class)
class PurgeTest {
  private static final long LONG_AGO = 1_000_000_000_000L;

  private Rig rig;

  @BeforeEach
  void open() {
    rig = Rig.fresh();
  }

  @AfterEach
  void close() throws SQLException {
    rig.close();
  }

  @Test
  void itGoesOnWhileTheNameOfKafkaCannotBeResolved() throws SQLException {
    var platform = Rig.withoutKafkasAddress();
    try (var purge = new Purge(platform, Feeds.compacted(Feeds.all(TimeScale.REAL, true)))) {
      purge.start();

      awaitPurged(1);
      awaitPurged(2);
    }
  }

  private void awaitPurged(int peer) throws SQLException {
    rig.log(Topics.ANNOUNCES, swarm(1), announced(peer, LONG_AGO).build()).step();
    Await.until(
        "the peer is removed", () -> Database.query("SELECT event_sequence FROM peers").isEmpty());
  }
}
