package equilibrium.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PopulationTest {
  private static final int PEERS = 8_192;
  private static final int SWARMS = 500;

  private final Population population = new Population(PEERS, SWARMS);

  /** The last five characters, 25 bits, are the number; those before them look random. */
  @Test
  void noTwoPeersHaveTheSameId() {
    var ids = new HashSet<String>();

    for (int peer = 0; peer < PEERS; peer++) {
      byte[] id = new byte[Population.ID_BYTES];
      population.peerId(peer, id, 0);
      ids.add(HexFormat.of().formatHex(id, 15, Population.ID_BYTES));
    }

    assertThat(ids).hasSize(PEERS);
  }

  @Test
  void theMostPopularSwarmHasTwiceThePeersOfTheSecond() {
    long first = members(0);
    long second = members(1);
    long tenth = members(9);

    assertThat(population.infoHashes()).doesNotHaveDuplicates().hasSize(SWARMS);
    assertThat((double) first / second).isBetween(1.7, 2.3);
    assertThat((double) first / tenth).isBetween(8.0, 12.5);
  }

  @Test
  void halfOfThePeersSeed() {
    long seeders = IntStream.range(0, PEERS).filter(population::isSeeder).count();

    assertThat(seeders).isBetween(PEERS * 47L / 100, PEERS * 53L / 100);
  }

  @Test
  void aPeerHasCompanyIfItCanExchangeDataWithAnother() {
    for (int peer = 0; peer < PEERS; peer++) {
      int own = peer;
      boolean expected =
          IntStream.range(0, PEERS)
              .filter(other -> population.swarmOf(other) == population.swarmOf(own))
              .filter(other -> other != own)
              .anyMatch(other -> !population.isSeeder(own) || !population.isSeeder(other));
      assertThat(population.hasCompany(peer)).as("peer %d", peer).isEqualTo(expected);
    }
  }

  @Test
  void everyPeerAnnouncesOnceBeforeAnyAnnouncesAgain() {
    var sequence = new Sequence(population);

    var first = IntStream.range(0, PEERS).map(_ -> sequence.next()).boxed().toList();

    assertThat(first).doesNotHaveDuplicates().hasSize(PEERS);
    assertThat(sequence.next()).isEqualTo(first.getFirst());
  }

  @Test
  void anAddressAnnouncesForItsOwnPeersOnly() {
    var sequence = new Sequence(population);
    int turns = PEERS / Population.ADDRESSES;

    var peers = IntStream.range(0, turns).map(_ -> sequence.nextOf(3)).boxed().toList();

    assertThat(peers).doesNotHaveDuplicates();
    assertThat(peers).allMatch(peer -> peer % Population.ADDRESSES == 3 && peer < PEERS);
    assertThat(sequence.nextOf(3)).isEqualTo(peers.getFirst());
  }

  private long members(int swarm) {
    return IntStream.range(0, PEERS).filter(peer -> population.swarmOf(peer) == swarm).count();
  }
}
