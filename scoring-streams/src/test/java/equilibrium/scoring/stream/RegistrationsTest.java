package equilibrium.scoring.stream;

import static equilibrium.scoring.stream.Announces.GIB;
import static equilibrium.scoring.stream.Announces.INTERVAL;
import static equilibrium.scoring.stream.Announces.leeches;
import static equilibrium.scoring.stream.Announces.seeds;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.Registration;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sizes and aliases that operators register. */
class RegistrationsTest {
  private final Announces announces = new Announces();
  @AutoClose private final Log log;

  RegistrationsTest(@TempDir Path data) {
    log = new Log(data);
  }

  @Test
  void theRegisteredSizeIsTheSize() {
    log.publish(
        Topics.REGISTRATIONS, Announces.SWARM, registration(Announces.SWARM, 7 * GIB, null));

    log.append(announces.by(leeches(0, 0, GIB)));
    log.append(announces.by(1, 2, 2, seeds(0, 0)));
    log.append(announces.by(1, 2, 2, seeds(INTERVAL, 0)));

    var last = log.contributions().getLast();
    assertThat(last.getSizeBytes()).isEqualTo(7 * GIB);
    assertThat(last.getByteSecondsSeeded()).isEqualTo(7 * GIB * INTERVAL);
  }

  /** Libtorrent announces a hybrid torrent under both hashes, with the same counters. */
  @Test
  void bothHashesOfAHybridTorrentAreOneSwarm() {
    var other = Announces.infoHash(2);
    log.publish(Topics.REGISTRATIONS, other, registration(other, null, Announces.SWARM));

    for (int i = 0; i < 3; i++) {
      log.append(announces.by(1, 1, 1, seeds(i * INTERVAL, i * GIB)));
      log.append(announces.by(2, 1, 1, seeds(i * INTERVAL + 45, i * GIB)));
    }
    log.append(announces.by(2, 9, 9, leeches(3 * INTERVAL, 0, GIB))); // knows only this hash

    var contributions = log.contributions();
    assertThat(contributions).hasSize(4);
    assertThat(contributions).extracting(Contribution::getInfoHash).containsOnly(Announces.SWARM);
    assertThat(contributions.getLast().getSource()).isEqualTo(new Position(0, 6L));
    assertThat(log.swarm().traffic().uploaded()).isEqualTo(2 * GIB);
    assertThat(log.swarm().peers().leechers()).isEqualTo(1);

    log.publish(Topics.REGISTRATIONS, other, null);
    log.append(announces.by(2, 9, 9, leeches(4 * INTERVAL, 0, GIB)));
    assertThat(log.contributions().getLast().getInfoHash()).isEqualTo(other);
  }

  private static Registration registration(
      InfoHash infoHash, @Nullable Long size, @Nullable InfoHash aliasOf) {
    return Registration.newBuilder()
        .setInfoHash(infoHash)
        .setAllowed(true)
        .setSizeBytes(size)
        .setAliasOf(aliasOf)
        .setAtMs(0)
        .setBy("test")
        .build();
  }
}
