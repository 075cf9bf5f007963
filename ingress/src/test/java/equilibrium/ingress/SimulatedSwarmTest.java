package equilibrium.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A simulated swarm is answered as a real one. */
class SimulatedSwarmTest {
  private static final Duration STEP = Duration.ofMinutes(15);
  private static final long NOW = 1_800_000_000_000L;
  private static final int SEEDERS = 40;
  private static final long SEED = 1;
  private static final int LEECHER = 70_000; // needs all three octets

  @ParameterizedTest
  @MethodSource("equilibrium.ingress.SimulatedSwarm#policies")
  void aPeerIsGivenOthersThatHaveAnnouncedAndHaveNotLeft(String policy) {
    var swarm = swarm(policy, SEED);
    swarm.tier(LEECHER, 3);
    swarm.announce(LEECHER, false, 50, NOW);
    swarm.leave(4, NOW + 1);

    int[] listed = swarm.announce(LEECHER, false, 50, NOW + 2);

    assertThat(listed).hasSize(SEEDERS - 1).doesNotHaveDuplicates().doesNotContain(LEECHER, 4);
    assertThat(Arrays.stream(listed)).allMatch(number -> number >= 1 && number <= SEEDERS);
  }

  @Test
  void seedersOfHigherTiersOpenWithTime() {
    var swarm = swarm("tier-backoff", 1);

    int[] first = swarm.announce(LEECHER, false, 50, NOW);
    boolean climbing = swarm.isClimbing();
    int[] last = swarm.announce(LEECHER, false, 50, NOW + 3 * STEP.toMillis());

    assertThat(climbing).isTrue();
    assertThat(Arrays.stream(first).filter(number -> number % 4 != 0).count()).isEqualTo(2);
    assertThat(swarm.isClimbing()).isFalse();
    assertThat(last).hasSize(SEEDERS);
  }

  @Test
  void theSameSeedGivesTheSameLists() {
    int[] one = swarm("random", 7).announce(LEECHER, false, 10, NOW);
    int[] same = swarm("random", 7).announce(LEECHER, false, 10, NOW);
    int[] other = swarm("random", 8).announce(LEECHER, false, 10, NOW);

    assertThat(one).hasSize(10).isEqualTo(same).isNotEqualTo(other);
  }

  @Test
  void aPolicyThatIsNoneIsRefusedWithTheirNames() {
    assertThatThrownBy(() -> new SimulatedSwarm("best", STEP, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the policy is best, expected one of [tier-backoff, list-size, random]");
  }

  /** Seeders 1 to 40, of tier number modulo 4. */
  private static SimulatedSwarm swarm(String policy, long seed) {
    var swarm = new SimulatedSwarm(policy, STEP, seed);
    for (int number = 1; number <= SEEDERS; number++) {
      swarm.tier(number, number % 4);
      swarm.announce(number, true, 50, NOW - 1);
    }
    return swarm;
  }
}
