package equilibrium.ingress.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.swarm.Selection.Policy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is promised to whoever asks (docs/policy.md 4.4), over random swarms of random peers. */
class SelectionTest {
  private static final long STEP_MS = 900_000;
  private static final long NOW = 1_800_000_000_000L;
  private static final byte[] INFO_HASH = new byte[20];
  private static final int ROUNDS = 3_000;
  private static final List<Role> PRESENT = List.of(Role.LEECHER, Role.PARTIAL_SEEDER, Role.SEEDER);

  /**
   * Somebody in a swarm, by number: it is the peer id, the port and the last byte of the address.
   */
  private record Someone(
      int number, Role role, int tier, int key, long startedAtMs, Family family) {}

  /** A swarm, and who is in it. */
  private static final class TestSwarm {
    final Clients clients = new Clients(10_000);
    final Swarms swarms = new Swarms(clients, 10, 10_000, STEP_MS);
    final Visit visit = new Visit();
    final List<Someone> peers = new ArrayList<>();

    static TestSwarm random(SplittableRandom random) {
      var swarm = new TestSwarm();
      int size = random.nextInt(1, 120);
      int seederPercent = random.nextInt(101);
      for (int i = 2; i < size + 2; i++) {
        boolean seeds = random.nextInt(100) < seederPercent;
        var role =
            seeds ? Role.SEEDER : random.nextInt(8) == 0 ? Role.PARTIAL_SEEDER : Role.LEECHER;
        int key = random.nextInt(size);
        swarm.enter(
            new Someone(
                i,
                role,
                key % 4,
                key,
                NOW - random.nextLong(5 * STEP_MS),
                random.nextInt(4) == 0 ? Family.IPV6 : Family.IPV4));
      }
      return swarm;
    }

    void enter(Someone someone) {
      fill(someone, NOW - 1).answeredElsewhere();
      clients.tier(1, someone.key() + 1, someone.tier());
      swarms.enter(visit);
      peers.add(someone);
    }

    void ask(Someone someone, Policy policy, int wanted) {
      fill(someone, NOW).peers(wanted, true, policy, true).limits(0, 0, 0);
      clients.tier(1, someone.key() + 1, someone.tier());
      swarms.announce(visit, true);
    }

    private Question.ReplyStep fill(Someone someone, long atMs) {
      byte[] peerId = new byte[20];
      peerId[19] = (byte) someone.number();
      byte[] address = new byte[16];
      if (someone.family() == Family.IPV4) {
        address[10] = -1;
        address[11] = -1;
      }
      address[12] = 10;
      address[15] = (byte) someone.number();
      int client = clients.enter(1, someone.key() + 1, atMs);
      clients.keyed(client);
      return visit
          .asked()
          .session(INFO_HASH, peerId, client)
          .from(address, 1000 + someone.number())
          .as(someone.role(), false, false)
          .received(atMs, 0, someone.startedAtMs());
    }

    List<Someone> listed() {
      var numbers = new ArrayList<Integer>();
      for (Family family : Family.values()) {
        for (int i = 0; i < visit.found.peers.size(family); i++) {
          numbers.add(visit.found.peers.peerIds(family)[i * 20 + 19] & 0xff);
        }
      }
      return numbers.stream().map(this::byNumber).toList();
    }

    private Someone byNumber(int number) {
      return peers.stream().filter(p -> p.number() == number).findFirst().orElseThrow();
    }
  }

  private static Someone asker(SplittableRandom random, Role role) {
    long age = random.nextLong(4 * STEP_MS);
    return new Someone(1, role, random.nextInt(4), 500, NOW - age, Family.IPV4);
  }

  @ParameterizedTest
  @EnumSource(Policy.class)
  void nobodyGetsItselfOrTwoOfOneKeyAndSeedersGetNoSeeders(Policy policy) {
    var random = new SplittableRandom(1);
    for (int round = 0; round < ROUNDS; round++) {
      var swarm = TestSwarm.random(random);
      var asker = asker(random, PRESENT.get(random.nextInt(3)));

      swarm.enter(asker);
      swarm.ask(asker, policy, random.nextInt(1, 60));

      var listed = swarm.listed();
      assertThat(listed).noneMatch(peer -> peer.number() == 1);
      assertThat(new HashSet<>(listed.stream().map(Someone::key).toList())).hasSameSizeAs(listed);
      if (asker.role() != Role.LEECHER) {
        assertThat(listed).allMatch(peer -> peer.role() == Role.LEECHER);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Policy.class)
  void aListIsNeverEmptyWhileThereIsSomebody(Policy policy) {
    var random = new SplittableRandom(2);
    for (int round = 0; round < ROUNDS; round++) {
      var swarm = TestSwarm.random(random);
      var asker = asker(random, random.nextBoolean() ? Role.LEECHER : Role.SEEDER);

      swarm.ask(asker, policy, random.nextInt(1, 60));

      var useful =
          swarm.peers.stream()
              .filter(p -> p.role() == Role.LEECHER || asker.role() == Role.LEECHER)
              .toList();
      assertThat(swarm.listed().isEmpty()).isEqualTo(useful.isEmpty());
    }
  }

  @Test
  void aLeecherIsToldOfASeederWheneverThereIsOne() {
    var random = new SplittableRandom(3);
    for (int round = 0; round < ROUNDS; round++) {
      var swarm = TestSwarm.random(random);

      swarm.ask(asker(random, Role.LEECHER), Policy.TIER_BACKOFF, random.nextInt(1, 60));

      boolean seeded = swarm.peers.stream().anyMatch(p -> p.role() == Role.SEEDER);
      assertThat(swarm.listed().stream().anyMatch(p -> p.role() == Role.SEEDER)).isEqualTo(seeded);
    }
  }

  @Test
  void noMoreThanTwoSeedersAreAboveTheCeiling() {
    var random = new SplittableRandom(4);
    for (int round = 0; round < ROUNDS; round++) {
      var swarm = TestSwarm.random(random);

      swarm.ask(asker(random, Role.LEECHER), Policy.TIER_BACKOFF, random.nextInt(1, 60));

      int ceiling = swarm.visit.found.ceiling;
      int lowest =
          swarm.peers.stream()
              .filter(p -> p.role() == Role.SEEDER)
              .mapToInt(Someone::tier)
              .min()
              .orElse(0);
      assertThat(ceiling).isEqualTo(Math.max(swarm.visit.found.level, lowest));
      assertThat(swarm.listed().stream().filter(p -> p.role() == Role.SEEDER && p.tier() > ceiling))
          .hasSizeLessThanOrEqualTo(2 * Family.values().length);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 3", "1, 2", "2, 1", "3, 0"})
  void everyTierIsOpenAfterAsManySteps(int tier, int steps) {
    var swarm = new TestSwarm();
    for (int i = 2; i < 32; i++) {
      swarm.enter(new Someone(i, Role.SEEDER, 3, i, NOW - STEP_MS, Family.IPV4));
    }

    var waited = new Someone(1, Role.LEECHER, tier, 500, NOW - steps * STEP_MS, Family.IPV4);
    swarm.ask(waited, Policy.TIER_BACKOFF, 30);

    assertThat(swarm.visit.found.ceiling).isEqualTo(3);
    assertThat(swarm.listed()).hasSize(30);
  }

  @Test
  void aSeederIsToldOfLeechersOnItsLevelAndOfTwoOthersIfThereIsNone() {
    var swarm = new TestSwarm();
    for (int i = 10; i < 30; i++) {
      swarm.enter(new Someone(i, Role.LEECHER, 0, i, NOW, Family.IPV4));
    }
    var seeder = new Someone(1, Role.SEEDER, 3, 500, NOW, Family.IPV4);

    swarm.ask(seeder, Policy.TIER_BACKOFF, 50);
    assertThat(swarm.listed()).hasSize(2);

    swarm.enter(new Someone(2, Role.LEECHER, 3, 2, NOW, Family.IPV4));
    swarm.enter(new Someone(3, Role.LEECHER, 0, 3, NOW - 3 * STEP_MS, Family.IPV4));
    swarm.ask(seeder, Policy.TIER_BACKOFF, 50);
    assertThat(swarm.listed()).extracting(Someone::number).containsExactlyInAnyOrder(2, 3);
  }

  @Test
  void aSeederIsToldOfNoOthersWhenTheOtherFamilyHasLeechersOnItsLevel() {
    var swarm = new TestSwarm();
    swarm.enter(new Someone(2, Role.LEECHER, 0, 2, NOW, Family.IPV4));
    swarm.enter(new Someone(3, Role.LEECHER, 3, 3, NOW, Family.IPV6));

    swarm.ask(new Someone(1, Role.SEEDER, 3, 500, NOW, Family.IPV4), Policy.TIER_BACKOFF, 50);

    assertThat(swarm.listed()).extracting(Someone::number).containsExactly(3);
  }

  @Test
  void whoAsksAgainIsToldOfTheSameSeedersAboveItsLevelUntilTheNextStep() {
    var swarm = new TestSwarm();
    for (int i = 10; i < 110; i++) {
      swarm.enter(new Someone(i, Role.SEEDER, i < 60 ? 3 : 0, i, NOW, Family.IPV4));
    }

    var above = new HashSet<Integer>();
    for (int peerId = 1; peerId < 10; peerId++) {
      for (int time = 0; time < 50; time++) {
        swarm.ask(
            new Someone(peerId, Role.LEECHER, 0, 500, NOW, Family.IPV4), Policy.TIER_BACKOFF, 50);
        swarm.listed().stream().filter(p -> p.tier() == 3).forEach(p -> above.add(p.number()));
      }
    }

    assertThat(above).hasSize(2);
  }

  @Test
  void whoWantsOneIsNotToldOfHigherTiersForThat() {
    var swarm = new TestSwarm();
    for (int i = 2; i < 202; i++) {
      swarm.enter(new Someone(i, Role.SEEDER, i % 100 == 0 ? 0 : 3, i, NOW, Family.IPV4));
    }

    for (int time = 0; time < 100; time++) {
      swarm.ask(new Someone(1, Role.LEECHER, 0, 500, NOW, Family.IPV4), Policy.TIER_BACKOFF, 1);
      assertThat(swarm.listed()).extracting(Someone::tier).containsExactly(0);
    }
  }

  @Test
  void theBetterTheStandingTheLongerTheList() {
    var swarm = new TestSwarm();
    for (int i = 2; i < 82; i++) {
      swarm.enter(new Someone(i, Role.SEEDER, 0, i, NOW, Family.IPV4));
    }

    var lengths = new ArrayList<Integer>();
    for (int tier = 0; tier < 4; tier++) {
      swarm.ask(
          new Someone(1, Role.LEECHER, tier, 500 + tier, NOW, Family.IPV4), Policy.LIST_SIZE, 50);
      lengths.add(swarm.visit.found.peers.size());
    }

    assertThat(lengths).containsExactly(5, 15, 30, 50);
  }
}
