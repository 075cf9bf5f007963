package equilibrium.ingress.intervention;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Whom a failure may hit, and how often. */
class FailuresTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final long MINUTE = 60_000;
  private static final InfoHash SWARM = new InfoHash(new byte[20]);
  private static final InfoHash OTHER = new InfoHash(ByteBuffer.allocate(20).putInt(1).array());

  private final Failures failures = new Failures(5);

  private static ClientId client(int number) {
    return new ClientId(ByteBuffer.allocate(16).putInt(number).array());
  }

  @Test
  void aClientFailsOnceInADayWhateverTheSwarm() {
    assertThat(failures.begin(SWARM, client(1), 100, NOW)).isTrue();

    assertThat(failures.begin(OTHER, client(1), 100, NOW + 23 * 60 * MINUTE)).isFalse();
    failures.expire(NOW + 23 * 60 * MINUTE);
    assertThat(failures.begin(OTHER, client(1), 100, NOW + 24 * 60 * MINUTE - 1)).isFalse();
    assertThat(failures.begin(OTHER, client(1), 100, NOW + 24 * 60 * MINUTE)).isTrue();
  }

  @Test
  void fewerThanAFifthOfASwarmFailInHalfAnHour() {
    assertThat(failures.begin(SWARM, client(1), 5, NOW)).isFalse();
    assertThat(failures.begin(SWARM, client(1), 6, NOW)).isTrue();
    assertThat(failures.begin(SWARM, client(2), 10, NOW + MINUTE)).isFalse();
    assertThat(failures.begin(SWARM, client(2), 11, NOW + MINUTE)).isTrue();
    assertThat(failures.begin(OTHER, client(3), 6, NOW + MINUTE)).isTrue();
    assertThat(failures.begin(SWARM, client(4), 11, NOW + 29 * MINUTE)).isFalse();

    failures.expire(NOW + 30 * MINUTE);

    assertThat(failures.begin(SWARM, client(4), 11, NOW + 30 * MINUTE)).isTrue();
  }

  @Test
  void whomMemoryHasNoRoomForGetsNone() {
    for (int i = 0; i < 5; i++) {
      assertThat(failures.begin(SWARM, client(i), 100, NOW)).isTrue();
    }

    assertThat(failures.begin(OTHER, client(9), 100, NOW)).isFalse();

    failures.expire(NOW + 24 * 60 * MINUTE);
    assertThat(failures.begin(OTHER, client(9), 100, NOW + 24 * 60 * MINUTE)).isTrue();
  }

  /** The thread that answers uses its ids again. */
  @Test
  void idsThatAreOverwrittenAreRememberedAllTheSame() {
    var swarm = new InfoHash(SWARM.bytes().clone());
    var client = client(1);
    assertThat(failures.begin(swarm, client, 6, NOW)).isTrue();

    swarm.bytes()[0] = 1;
    client.bytes()[0] = 1;

    assertThat(failures.begin(SWARM, client(1), 100, NOW + MINUTE)).isFalse();
    assertThat(failures.begin(SWARM, client(2), 6, NOW + MINUTE)).isFalse();
    assertThat(failures.begin(swarm, client, 6, NOW + MINUTE)).isTrue();
  }
}
