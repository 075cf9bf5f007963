package equilibrium.scoring.stream;

import static equilibrium.schemas.event.AnnounceEvent.STARTED;
import static equilibrium.schemas.event.AnnounceEvent.STOPPED;
import static equilibrium.scoring.stream.Announces.GIB;
import static equilibrium.scoring.stream.Announces.HOUR;
import static equilibrium.scoring.stream.Announces.LIFETIME;
import static equilibrium.scoring.stream.Announces.START_MS;
import static equilibrium.scoring.stream.Announces.infoHash;
import static equilibrium.scoring.stream.Announces.leeches;
import static equilibrium.scoring.stream.Announces.seeds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.SwarmBalance;
import equilibrium.scoring.rules.ChangedRules;
import equilibrium.scoring.rules.ScanLimits;
import equilibrium.scoring.stream.Announces.Report;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers that expire, and sessions that are forgotten. */
class SessionSweepTest {
  private final Announces announces = new Announces();
  @AutoClose private final Log log;

  SessionSweepTest(@TempDir Path data) {
    log = new Log(data);
  }

  @Test
  void aPeerThatDoesNotAnnounceForALifetimeLeavesItsSwarm() {
    log.append(announces.by(seeds(0, 0)));
    log.append(announces.by(1, 2, 2, leeches(60, 0, GIB)));

    log.tick(LIFETIME - 1);
    assertThat(log.swarm().peers().seeders()).isEqualTo(1);

    log.tick(LIFETIME);
    assertThat(log.swarm().peers().seeders()).isZero();
    assertThat(log.swarm().peers().leechers()).isEqualTo(1);

    log.tick(LIFETIME + 60);
    assertThat(log.swarm().peers().leechers()).isZero();
  }

  @Test
  void aSwarmIsPublishedOnceForAllPeersThatExpireAtATick() {
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
  void anEndedSessionIsForgottenWhenNoLateEventOfItCanCome() {
    log.append(announces.by(seeds(0, 0)));
    log.append(announces.by(new Report(10, STOPPED, 0L, 0L, 0L)));

    log.tick(9 + LIFETIME + 6 * HOUR);
    assertThat(log.driver.getKeyValueStore(SwarmStores.SESSIONS).all()).hasNext();

    log.tick(10 + LIFETIME + 6 * HOUR);
    assertThat(log.driver.getKeyValueStore(SwarmStores.SESSIONS).all()).isExhausted();
    assertThat(log.driver.getKeyValueStore(SwarmStores.SWARMS).all()).isExhausted();
  }

  /** Examining them writes nothing, so it must not end a slice. */
  @Test
  void sessionsOfAnOpenEpisodeDoNotDelayOthers() {
    var partition = new Partition(ChangedRules.sessionScan(new ScanLimits(1, 100, 100, 2)));
    for (int peer = 1; peer <= 5; peer++) {
      partition.append(announces.by(1, peer, peer, seeds(0, 0)));
      partition.append(announces.by(1, peer, peer, new Report(1_800, STOPPED, GIB, 0L, 0L)));
    }
    for (int i = 0; i <= 16; i++) { // keeps the episode open
      partition.append(announces.by(1, 6, 6, seeds(i * 1_800L, i * GIB)));
    }
    partition.append(announces.by(2, 7, 7, seeds(7 * HOUR, 0)));

    partition.tick(START_MS + (7 * HOUR + LIFETIME) * 1_000);

    assertThat(partition.balances.get(infoHash(2)))
        .isNotNull()
        .extracting(SwarmBalance::getSeeders)
        .isEqualTo(0);
    assertThat(partition.episodes).isEmpty();
  }

  /**
   * A hundredth of the limits, so a hundredth of the clients: 20 sessions begin between two ticks
   * and never announce again, so that 40 change, and 2800 are alive. Each swarm counts expired
   * peers until the scan reaches them, which takes an hour and a half at most.
   */
  @Test
  void sweepsKeepUpWithChurn() {
    var partition = new Partition(ChangedRules.sessionScan(new ScanLimits(30, 10, 100, 20)));
    int sessions = 0;
    for (long tick = 0; tick < 2_000; tick++) {
      for (int i = 0; i < 20; i++) {
        sessions++;
        var peer = new PeerId(Arrays.copyOf(scattered(sessions), 20));
        var announced = announces.by(1 + sessions % 50, 1, sessions, seeds(tick * 30, 0));
        partition.append(Announced.newBuilder(announced).setPeerId(peer).build());
      }
      partition.tick(START_MS + tick * 30_000);
    }

    assertThat(partition.balances.values().stream().mapToInt(SwarmBalance::getSeeders).sum())
        .isBetween(2_800, 2 * 2_800);
  }

  private static byte[] scattered(int number) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(Integer.reverse(number)).array();
  }

  @Test
  void aLateCopyOfAStartRevivesNoPeer() {
    var started = announces.by(new Report(0, STARTED, 0L, 0L, GIB));
    log.append(started);
    log.append(announces.by(new Report(100, STOPPED, 0L, 5L, GIB - 5)));
    var before = log.swarm();

    log.append(started, started.getReceivedAtMs() + 5 * HOUR * 1_000);
    log.tick(7 * HOUR + 1_000);
    log.append(started, started.getReceivedAtMs() + 9 * HOUR * 1_000);

    assertThat(before.peers().leechers()).isZero();
    assertThat(log.swarm()).isEqualTo(before);
    assertThat(log.contributions()).hasSize(2);
  }
}
