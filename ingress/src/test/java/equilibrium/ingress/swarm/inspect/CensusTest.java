package equilibrium.ingress.swarm.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.swarm.Clients;
import equilibrium.ingress.swarm.Family;
import equilibrium.ingress.swarm.Role;
import equilibrium.ingress.swarm.SwarmReader;
import equilibrium.ingress.swarm.Swarms;
import equilibrium.ingress.swarm.Visit;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CensusTest {
  private static final long NOW = 1_800_000_000_000L;

  private final Clients clients = new Clients(200_000);
  private final Swarms swarms = new Swarms(clients, 10, 1_000_000, 900_000);
  private final Visit visit = new Visit();

  @Test
  void everySessionIsCountedOnceByTier() {
    for (int number = 0; number < 1_200; number++) {
      clients.tier(1, number, number % 4);
      enter(number, number, number % 3 == 0 ? Role.SEEDER : Role.LEECHER, Family.IPV4);
    }
    enter(0, 0, Role.SEEDER, Family.IPV6);

    var census = count(-1);

    assertThat(census.isComplete()).isTrue();
    assertThat(census.seeders()).containsExactly(100, 100, 100, 100);
    assertThat(census.leechers()).containsExactly(200, 200, 200, 200);
    assertThat(census.sessions()).isEmpty();
  }

  @Test
  void theSessionsOfAClientAreListedTheLastAnnouncedFirst() {
    for (int number = 0; number < 300; number++) {
      enter(number, number % 2, number % 3 == 0 ? Role.SEEDER : Role.LEECHER, Family.IPV4);
    }
    enter(299, 1, Role.SEEDER, Family.IPV6);

    var sessions = count(clients.number(1, 1)).sessions();

    assertThat(sessions.stream().map(CensusTest::number))
        .containsExactly(
            299, 297, 295, 293, 291, 289, 287, 285, 283, 281, 279, 277, 275, 273, 271, 269);
  }

  @Test
  void aHugeSwarmIsCountedUpToALimit() {
    for (int number = 0; number < Census.MOST + 1; number++) {
      enter(number, 0, Role.SEEDER, Family.IPV4);
    }

    var census = count(-1);

    assertThat(census.isComplete()).isFalse();
    assertThat(census.seeders()).containsExactly(Census.MOST, 0, 0, 0);
  }

  @Test
  void aSwarmThatDoesNotExistHasNoPeers() {
    var census = count(-1);

    assertThat(census.seeders()).isEqualTo(census.leechers()).containsOnly(0);
  }

  private Census count(int client) {
    var census = new Census(new byte[20], clients, client);
    census.count(new SwarmReader(swarms));
    return census;
  }

  private void enter(int number, int client, Role role, Family family) {
    byte[] peerId = new byte[20];
    for (int i = 0; i < 3; i++) {
      peerId[i] = (byte) (number >> (8 * i));
    }
    byte[] address = new byte[16];
    Arrays.fill(address, 10, 12, (byte) (family == Family.IPV4 ? -1 : 0));
    System.arraycopy(peerId, 0, address, 13, 3);
    visit
        .asked()
        .session(new byte[20], peerId, clients.enter(1, client, NOW))
        .from(address, 1000)
        .as(role, false, false)
        .received(NOW + number, 0, NOW)
        .answeredElsewhere();
    swarms.enter(visit);
  }

  private static int number(byte[] peerId) {
    return List.of(0, 1, 2).stream().mapToInt(i -> (peerId[i] & 0xff) << (8 * i)).sum();
  }
}
