package equilibrium.scoring;

import static equilibrium.schemas.event.AnnounceEvent.STARTED;
import static equilibrium.schemas.event.AnnounceEvent.STOPPED;
import static equilibrium.scoring.Announces.GIB;
import static equilibrium.scoring.Announces.HOUR;
import static equilibrium.scoring.Announces.LIFETIME;
import static equilibrium.scoring.Announces.infoHash;
import static equilibrium.scoring.Announces.leeches;
import static equilibrium.scoring.Announces.seeds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import equilibrium.schemas.Topics;
import equilibrium.schemas.event.SwarmBalance;
import equilibrium.scoring.Announces.Said;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is no longer there, and who is forgotten. */
class SessionSweepTest {
  private final Announces announces = new Announces();
  @AutoClose private final Log log;

  SessionSweepTest(@TempDir Path data) {
    log = new Log(data);
  }

  @Test
  void aPeerThatIsUnheardForALifetimeLeavesItsSwarm() {
    log.append(announces.by(seeds(0, 0)));
    log.append(announces.by(1, 2, 2, leeches(60, 0, GIB)));

    log.tick(LIFETIME - 1);
    assertThat(log.swarm().seeders()).isEqualTo(1);

    log.tick(LIFETIME);
    assertThat(log.swarm().seeders()).isZero();
    assertThat(log.swarm().leechers()).isEqualTo(1);

    log.tick(LIFETIME + 60);
    assertThat(log.swarm().leechers()).isZero();
  }

  @Test
  void aSwarmIsToldOfOnceForAllWhoLapseAtATick() {
    for (int peer = 1; peer <= 5; peer++) {
      log.append(announces.by(1, peer, peer, seeds(0, 0)));
      log.append(announces.by(2, peer, peer, peer == 1 ? seeds(60, 0) : leeches(0, 0, GIB)));
    }
    log.read(Topics.SWARM_BALANCES);

    log.tick(LIFETIME);

    assertThat(log.read(Topics.SWARM_BALANCES))
        .extracting(SwarmBalance::getInfoHash, SwarmBalance::getSeeders, SwarmBalance::getLeechers)
        .containsExactly(tuple(infoHash(1), 0, 0), tuple(infoHash(2), 1, 0));
  }

  @Test
  void anEndedSessionIsForgottenWhenNoEventOfItCanCome() {
    log.append(announces.by(seeds(0, 0)));
    log.append(announces.by(new Said(10, STOPPED, 0L, 0L, 0L)));

    log.tick(9 + LIFETIME + 6 * HOUR);
    assertThat(log.driver.getKeyValueStore(SwarmStores.SESSIONS).all()).hasNext();

    log.tick(10 + LIFETIME + 6 * HOUR);
    assertThat(log.driver.getKeyValueStore(SwarmStores.SESSIONS).all()).isExhausted();
    assertThat(log.driver.getKeyValueStore(SwarmStores.SWARMS).all()).isExhausted();
  }

  @Test
  void aLateCopyOfAStartResurrectsNobody() {
    var started = announces.by(new Said(0, STARTED, 0L, 0L, GIB));
    log.append(started);
    log.append(announces.by(new Said(100, STOPPED, 0L, 5L, GIB - 5)));
    var before = log.swarm();

    log.append(started, started.getReceivedAtMs() + 5 * HOUR * 1_000);
    log.tick(7 * HOUR + 1_000);
    log.append(started, started.getReceivedAtMs() + 9 * HOUR * 1_000);

    assertThat(before.leechers()).isZero();
    assertThat(log.swarm()).isEqualTo(before);
    assertThat(log.read(Topics.CONTRIBUTIONS)).hasSize(2);
  }
}
