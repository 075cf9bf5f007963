package equilibrium.ingress.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SwarmsTest {
  private static final long STEP_MS = 900_000;
  private static final long NOW = 1_800_000_000_000L;

  private final Clients clients = new Clients(1000);
  private final Swarms swarms = new Swarms(clients, 3, 100, STEP_MS);
  private final Visit visit = new Visit();

  @Test
  void aPeerThatAnnouncesTwiceIsListedOnce() {
    announce(1, Role.SEEDER, NOW);
    announce(1, Role.SEEDER, NOW + 1);

    announce(2, Role.LEECHER, NOW + 2);

    assertThat(listed()).containsExactly(1);
    assertThat(visit.found.seeders).isEqualTo(1);
    assertThat(visit.found.leechers).isEqualTo(1);
  }

  @Test
  void nobodyIsToldAboutItself() {
    announce(1, Role.LEECHER, NOW);

    announce(1, Role.LEECHER, NOW + 1);

    assertThat(listed()).isEmpty();
  }

  @Test
  void seedersAreNotToldAboutSeeders() {
    announce(1, Role.SEEDER, NOW);
    announce(2, Role.LEECHER, NOW);

    announce(3, Role.SEEDER, NOW);

    assertThat(listed()).containsExactly(2);
  }

  @Test
  void whoStopsIsListedNoMore() {
    announce(1, Role.SEEDER, NOW);
    announce(1, Role.GONE, NOW + 1);

    announce(2, Role.LEECHER, NOW + 2);

    assertThat(listed()).isEmpty();
    assertThat(visit.found.seeders).isZero();
  }

  @Test
  void anOlderAnnounceResurrectsNobody() {
    announce(1, Role.SEEDER, NOW);
    announce(1, Role.GONE, NOW + 1000);

    fill(1, Role.SEEDER, NOW + 500);
    swarms.enter(visit);

    announce(2, Role.LEECHER, NOW + 2000);
    assertThat(listed()).isEmpty();
  }

  @Test
  void silentPeersAndEmptySwarmsAreForgotten() {
    announce(1, Role.SEEDER, NOW);
    announce(2, Role.SEEDER, NOW + 5000);

    int forgotten = swarms.expire(NOW + 5000);

    assertThat(forgotten).isEqualTo(1);
    assertThat(swarms.size()).isEqualTo(1);
    assertThat(swarms.expire(NOW + 9000)).isEqualTo(1);
    assertThat(swarms.size()).isZero();
  }

  @Test
  void aFullTrackerTakesNoNewSwarmAndSaysSo() {
    for (int swarm = 0; swarm < 3; swarm++) {
      visit.asked.infoHash[0] = (byte) swarm;
      announce(1, Role.SEEDER, NOW);
      assertThat(visit.found.entered).isTrue();
    }
    visit.asked.infoHash[0] = 99;

    announce(1, Role.SEEDER, NOW);

    assertThat(visit.found.entered).isFalse();
    assertThat(swarms.size()).isEqualTo(3);
  }

  @Test
  void aLeecherGetsSeedersOfItsTierFirstAndTheOthersAsTimePasses() {
    for (int tier = 0; tier <= 3; tier++) {
      clients.tier(10 + tier, 0, tier);
      announce(10 + tier, Role.SEEDER, NOW);
    }

    announce(1, Role.LEECHER, NOW);
    assertThat(listed()).containsExactlyInAnyOrder(10);
    assertThat(visit.found.ceiling).isZero();
    announce(1, Role.LEECHER, NOW + STEP_MS - 1);
    assertThat(listed()).containsExactlyInAnyOrder(10);
    announce(1, Role.LEECHER, NOW + STEP_MS);
    assertThat(listed()).containsExactlyInAnyOrder(10, 11);
    announce(1, Role.LEECHER, NOW + 3 * STEP_MS);

    assertThat(listed()).containsExactlyInAnyOrder(10, 11, 12, 13);
  }

  @Test
  void aClientOfTheHighestTierGetsAllSeedersAtOnce() {
    clients.tier(13, 0, 3);
    clients.tier(1, 0, 3);
    announce(13, Role.SEEDER, NOW);

    announce(1, Role.LEECHER, NOW);

    assertThat(listed()).containsExactly(13);
  }

  @Test
  void whenNoSeederIsOpenTheLowestTierThatHasOneIs() {
    for (int seeder = 0; seeder < 20; seeder++) {
      clients.tier(10 + seeder, 0, seeder < 2 ? 2 : 3);
      announce(10 + seeder, Role.SEEDER, NOW);
    }

    announce(1, Role.LEECHER, NOW);

    assertThat(listed()).as("and two of the 18 above").contains(10, 11).hasSize(4);
    assertThat(visit.found.ceiling).isEqualTo(2);
  }

  @Test
  void startedAgainBuysNoTime() {
    clients.tier(11, 0, 1);
    clients.tier(10, 0, 0);
    announce(10, Role.SEEDER, NOW);
    announce(11, Role.SEEDER, NOW);
    announce(1, Role.LEECHER, NOW);

    announce(1, Role.LEECHER, NOW + STEP_MS);

    assertThat(listed()).contains(11);
  }

  @Test
  void aSessionOverBothFamiliesIsCountedOnceAndCountedOnWhenOneEnds() {
    announce(1, Role.SEEDER, NOW);
    visit.asked.family = Family.IPV6;
    announce(1, Role.SEEDER, NOW + 1);
    assertThat(visit.found.seeders).isEqualTo(1);
    announce(1, Role.SEEDER, NOW + 60_000);

    swarms.expire(NOW + 30_000);

    swarms.scrape(visit.asked.infoHash, visit.found);
    assertThat(visit.found.seeders).isEqualTo(1);
  }

  @Test
  void aSessionOverBothFamiliesIsCountedOnWhenItStopsOnOne() {
    announce(1, Role.SEEDER, NOW);
    visit.asked.family = Family.IPV6;
    announce(1, Role.SEEDER, NOW + 1);
    visit.asked.family = Family.IPV4;

    announce(1, Role.GONE, NOW + 2);

    assertThat(visit.found.seeders).isEqualTo(1);
    visit.asked.family = Family.IPV6;
    announce(1, Role.GONE, NOW + 3);
    assertThat(visit.found.seeders).isZero();
  }

  @Test
  void aSessionIsAsOldOnItsOtherFamily() {
    announce(1, Role.LEECHER, NOW);
    announce(1, Role.LEECHER, NOW + 2 * STEP_MS);
    visit.asked.family = Family.IPV6;

    announce(1, Role.LEECHER, NOW + 2 * STEP_MS + 1);

    assertThat(visit.found.level).isEqualTo(2);
  }

  @Test
  void whoNamesThePeerIdOfAnothersKeyGetsNeitherItsTimeNorItsPlace() {
    keyed(10, Role.SEEDER, NOW);
    keyed(10, Role.SEEDER, NOW + 3 * STEP_MS);

    keyed(77, Role.LEECHER, NOW + 3 * STEP_MS + 1, 10);
    assertThat(visit.found.level).isZero();
    assertThat(visit.found.startedAtMs).isEqualTo(visit.asked.atMs);
    assertThat(visit.found.seeders).isEqualTo(1);
    keyed(77, Role.GONE, NOW + 3 * STEP_MS + 2, 10);
    assertThat(visit.found.seeders).isEqualTo(1);

    announce(2, Role.LEECHER, NOW + 3 * STEP_MS + 3);
    assertThat(listed()).containsExactly(10);
    keyed(10, Role.GONE, NOW + 3 * STEP_MS + 4);
    keyed(77, Role.LEECHER, NOW + 3 * STEP_MS + 5, 10);
    assertThat(visit.found.leechers).as("who is gone can be replaced").isEqualTo(2);
  }

  @Test
  void whoComesWithAKeyTakesItsOwnTimeAlong() {
    announce(10, Role.LEECHER, NOW);
    announce(10, Role.LEECHER, NOW + 2 * STEP_MS);
    assertThat(visit.found.level).isEqualTo(2);

    keyed(77, Role.LEECHER, NOW + 2 * STEP_MS + 1, 10);

    assertThat(visit.found.level).isZero();
    assertThat(visit.found.leechers).isEqualTo(1);
  }

  @Test
  void whoCompletedAndStoppedIsNoSeederForSayingNothing() {
    announce(1, Role.LEECHER, NOW);
    fill(1, Role.SEEDER, NOW + 1);
    visit.asked.completed = true;
    swarms.announce(visit, true);
    visit.asked.leftUnknown = true;
    announce(1, Role.LEECHER, NOW + 2);
    assertThat(visit.found.seeders).isEqualTo(1);

    announce(1, Role.GONE, NOW + 3);
    announce(1, Role.LEECHER, NOW + 4);

    assertThat(visit.found.seeders).isZero();
    assertThat(visit.found.leechers).isEqualTo(1);
  }

  @Test
  void peersBehindProxiesAreCountedButNotListed() {
    fill(1, Role.SEEDER, NOW);
    visit.asked.port = 1;
    swarms.announce(visit, true);

    announce(2, Role.LEECHER, NOW);

    assertThat(listed()).isEmpty();
    assertThat(visit.found.seeders).isEqualTo(1);
  }

  @Test
  void aDownloadIsCountedOnce() {
    for (int i = 0; i < 3; i++) {
      fill(1, Role.SEEDER, NOW + i);
      visit.asked.completed = true;
      swarms.announce(visit, true);
    }

    assertThat(visit.found.downloads).isEqualTo(1);
  }

  private void announce(int client, Role role, long atMs) {
    fill(client, role, atMs);
    swarms.announce(visit, true);
  }

  private void keyed(int client, Role role, long atMs) {
    keyed(client, role, atMs, client);
  }

  /** With the peer id of another one. */
  private void keyed(int client, Role role, long atMs, int peerId) {
    fill(client, role, atMs);
    visit.asked.peerId[19] = (byte) peerId;
    clients.keyed(visit.asked.client);
    swarms.announce(visit, true);
  }

  private void fill(int client, Role role, long atMs) {
    visit.asked.peerId[19] = (byte) client;
    visit.asked.address[3] = (byte) client;
    visit.asked.port = 1000 + client;
    visit.asked.client = clients.enter(client, 0, atMs);
    visit.asked.role = role;
    visit.asked.completed = false;
    visit.asked.atMs = atMs;
    visit.asked.tie = 0;
    visit.asked.startedAtMs = atMs;
    visit.asked.wanted = 50;
    visit.asked.gated = true;
    visit.asked.bothFamilies = true;
  }

  /** The clients in the list, by their ports. */
  private List<Integer> listed() {
    var found = new ArrayList<Integer>();
    for (Family family : Family.values()) {
      byte[] endpoints = visit.found.peers.endpoints(family);
      for (int i = 1; i <= visit.found.peers.size(family); i++) {
        int port = i * family.endpointBytes() - 2;
        found.add(((endpoints[port] & 0xff) << 8 | (endpoints[port + 1] & 0xff)) - 1000);
      }
    }
    return found;
  }
}
