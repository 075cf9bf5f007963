package equilibrium.ingress.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ClientsTest {

  @Test
  void numbersStayWithTheirClientsWhateverElseComesAndGoes() {
    var random = new SplittableRandom(3);
    var clients = new Clients(100_000);
    var numbers = new HashMap<Long, Integer>();

    for (int step = 0; step < 50_000; step++) {
      long client = 1L + random.nextInt(20_000);
      int number = clients.enter(client, ~client, step);
      assertThat(numbers.getOrDefault(client, number)).isEqualTo(number);
      numbers.put(client, number);
    }

    assertThat(numbers.values()).doesNotHaveDuplicates();
    assertThat(clients.size()).isEqualTo(numbers.size());
  }

  @Test
  void aNumberIsGivenAgainOnlyWhenUnusedAndWithoutAStanding() {
    var clients = new Clients(10);
    int idle = clients.enter(1, 1, 1000);
    int busy = clients.enter(2, 2, 5000);
    int standing = clients.enter(3, 3, 1000);
    clients.tier(3, 3, 2);

    int expired = clients.expire(2000);

    assertThat(expired).isEqualTo(1);
    assertThat(clients.enter(4, 4, 6000)).isEqualTo(idle);
    assertThat(clients.enter(2, 2, 6000)).isEqualTo(busy);
    assertThat(clients.enter(3, 3, 6000)).isEqualTo(standing);
    assertThat(clients.tier(idle)).isZero();
  }

  @Test
  void aFullTableServesStrangersAsNumberZero() {
    var clients = new Clients(1);
    clients.enter(1, 1, 0);

    assertThat(clients.enter(2, 2, 0)).isZero();
    clients.tier(2, 2, 3);
    assertThat(clients.tier(0)).isZero();
  }

  @Test
  void whatANewReadingDoesNotNameHasNoTier() {
    var clients = new Clients(10);
    clients.tier(1, 1, 3);
    clients.tier(2, 2, 3);

    clients.beginReading();
    clients.tier(1, 1, 2);
    clients.endReading();

    assertThat(clients.tier(clients.enter(1, 1, 0))).isEqualTo(2);
    assertThat(clients.tier(clients.enter(2, 2, 0))).isZero();
  }
}
