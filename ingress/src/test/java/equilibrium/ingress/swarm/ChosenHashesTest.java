package equilibrium.ingress.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever chooses info-hashes and peer ids that are nearly alike must not make lookups long. */
@Timeout(value = 20, threadMode = SEPARATE_THREAD) // walking from slot to slot takes minutes
class ChosenHashesTest {
  private static final int MANY = 300_000;

  private final Swarms swarms = new Swarms(new Clients(10), MANY, MANY, 900_000);
  private final Visit visit = new Visit();

  private void hear() {
    visit.family = Family.IPV4;
    visit.role = Visit.Role.SEEDER;
    visit.atMs = 1;
    swarms.hear(visit);
  }

  @Test
  void swarmsWhoseHashesDifferAtTheEndAreFoundAtOnce() {
    for (int i = 0; i < MANY; i++) {
      ByteBuffer.wrap(visit.infoHash).putInt(16, i);
      hear();
    }

    assertThat(swarms.size()).isEqualTo(MANY);
  }

  @Test
  void swarmsWhoseHashesCancelOutAreFoundAtOnce() {
    for (int i = 0; i < MANY; i++) {
      ByteBuffer.wrap(visit.infoHash).putInt(0, i).putInt(8, i);
      hear();
    }

    assertThat(swarms.size()).isEqualTo(MANY);
  }

  @Test
  void peersWhoseIdsDifferAtTheBeginningAreFoundAtOnce() {
    for (int i = 0; i < MANY; i++) {
      ByteBuffer.wrap(visit.peerId).putInt(0, i);
      hear();
    }

    assertThat(visit.seeders).isEqualTo(MANY);
  }
}
