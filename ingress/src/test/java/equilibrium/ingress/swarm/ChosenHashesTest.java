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
  private final byte[] infoHash = new byte[20];
  private final byte[] peerId = new byte[20];
  private final byte[] address = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 0, 0, 0, 0};
  private int port;

  private void enter() {
    visit
        .asked()
        .session(infoHash, peerId, 0)
        .from(address, port)
        .as(Role.SEEDER, false, false)
        .received(1, 0, 1)
        .answeredElsewhere();
    swarms.enter(visit);
  }

  @Test
  void swarmsWhoseHashesDifferAtTheEndAreFoundAtOnce() {
    for (int i = 0; i < MANY; i++) {
      ByteBuffer.wrap(infoHash).putInt(16, i);
      enter();
    }

    assertThat(swarms.size()).isEqualTo(MANY);
  }

  @Test
  void swarmsWhoseHashesCancelOutAreFoundAtOnce() {
    for (int i = 0; i < MANY; i++) {
      ByteBuffer.wrap(infoHash).putInt(0, i).putInt(8, i);
      enter();
    }

    assertThat(swarms.size()).isEqualTo(MANY);
  }

  @Test
  void peersWhoseIdsDifferAtTheBeginningAreFoundAtOnce() {
    for (int i = 0; i < MANY; i++) {
      ByteBuffer.wrap(peerId).putInt(0, i);
      enter();
    }

    assertThat(visit.found.seeders).isEqualTo(MANY);
  }

  @Test
  void peersWhoseEndpointsDifferAtTheEndAreFoundAtOnce() {
    for (int i = 0; i < MANY; i++) {
      ByteBuffer.wrap(peerId).putInt(0, i);
      ByteBuffer.wrap(address).putInt(12, i >> 4);
      port = 1024 + (i & 0xf);
      enter();
    }

    assertThat(visit.found.seeders).isEqualTo(MANY);
  }
}
