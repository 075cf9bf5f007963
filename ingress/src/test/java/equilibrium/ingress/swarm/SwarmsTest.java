package equilibrium.ingress.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SwarmsTest {
  private static final long STEP_MS = 900_000;
  private static final long NOW = 1_800_000_000_000L;

  private final Clients clients = new Clients(1000);
  private final Swarms swarms = new Swarms(clients, 3, 100, STEP_MS);
  private final Visit visit = new Visit();
  private final byte[] infoHash = new byte[20];
  private Family family = Family.IPV4;
  private boolean leftUnknown;

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
  void peersAreCountedByRoleWhenSilentOnesAreForgotten() {
    assertThat(swarms.seeders()).isEqualTo(Swarms.NOT_COUNTED);
    swarms.limit(100, 1_000, 100);
    for (int swarm = 0; swarm < 100; swarm++) {
      infoHash[0] = (byte) swarm;
      announce(1, Role.SEEDER, NOW);
      announce(2, Role.LEECHER, NOW + 5000);
      announce(3, Role.PARTIAL_SEEDER, NOW + 5000);
      announce(4, Role.GONE, NOW + 5000);
    }

    swarms.expire(NOW);
    assertThat(swarms.seeders()).isEqualTo(100);
    assertThat(swarms.leechers()).isEqualTo(200);

    swarms.expire(NOW + 5000);
    assertThat(swarms.seeders()).isZero();
    assertThat(swarms.leechers()).isEqualTo(200);
  }

  @Test
  void aFullTrackerTakesNoNewSwarmAndSaysSo() {
    for (int swarm = 0; swarm < 3; swarm++) {
      infoHash[0] = (byte) swarm;
      announce(1, Role.SEEDER, NOW);
      assertThat(visit.found.entered).isTrue();
    }
    infoHash[0] = 99;

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
    family = Family.IPV6;
    announce(1, Role.SEEDER, NOW + 1);
    assertThat(visit.found.seeders).isEqualTo(1);
    announce(1, Role.SEEDER, NOW + 60_000);

    swarms.expire(NOW + 30_000);

    swarms.scrape(infoHash, visit.found);
    assertThat(visit.found.seeders).isEqualTo(1);
  }

  @Test
  void aSessionOverBothFamiliesIsCountedOnWhenItStopsOnOne() {
    announce(1, Role.SEEDER, NOW);
    family = Family.IPV6;
    announce(1, Role.SEEDER, NOW + 1);
    family = Family.IPV4;

    announce(1, Role.GONE, NOW + 2);

    assertThat(visit.found.seeders).isEqualTo(1);
    family = Family.IPV6;
    announce(1, Role.GONE, NOW + 3);
    assertThat(visit.found.seeders).isZero();
  }

  @Test
  void aSessionIsAsOldOnItsOtherFamily() {
    announce(1, Role.LEECHER, NOW);
    announce(1, Role.LEECHER, NOW + 2 * STEP_MS);
    family = Family.IPV6;

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
  void twoKeysWithOnePeerIdAreTwoPeers() {
    keyed(10, Role.SEEDER, NOW);
    keyed(11, Role.SEEDER, NOW + 1, 10);

    announce(2, Role.LEECHER, NOW + 2);

    assertThat(listed()).containsExactlyInAnyOrder(10, 11);
    assertThat(visit.found.seeders).isEqualTo(2);
    keyed(11, Role.GONE, NOW + 3, 10);
    keyed(10, Role.SEEDER, NOW + 4);
    announce(2, Role.LEECHER, NOW + 5);
    assertThat(listed()).containsExactly(10);
    assertThat(visit.found.seeders).isEqualTo(1);
  }

  @Test
  void twoKeysWithOnePeerIdAreTwoPeersOverBothFamilies() {
    for (int key = 10; key < 12; key++) {
      family = Family.IPV4;
      keyed(key, Role.SEEDER, NOW + key, 10);
      family = Family.IPV6;
      keyed(key, Role.SEEDER, NOW + key + 1000, 10);
    }
    assertThat(visit.found.seeders).isEqualTo(2);

    swarms.expire(NOW + 500);

    swarms.scrape(infoHash, visit.found);
    assertThat(visit.found.seeders).isEqualTo(2);
    keyed(10, Role.GONE, NOW + 5000, 10);
    assertThat(visit.found.seeders).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 30, 60})
  void anEndpointUnderManyPeerIdsIsListedAndCountedOnce(int others) {
    for (int peer = 100; peer < 100 + others; peer++) {
      announce(peer, Role.SEEDER, NOW);
    }
    for (int peer = 1; peer <= 64; peer++) {
      fill(99, peer, address(99), 1099, Role.SEEDER, false, NOW + peer);
      swarms.announce(visit, true);
    }

    announce(90, Role.LEECHER, NOW + 100);

    assertThat(visit.found.seeders).isEqualTo(others + 1);
    assertThat(listed().stream().filter(port -> port == 99)).hasSizeLessThanOrEqualTo(1);
    assertThat(listed()).doesNotHaveDuplicates();
  }

  @Test
  void aSessionWhoseEndpointAnotherTookGoesOnWithItsTime() {
    announce(1, Role.LEECHER, NOW);
    fill(1, 7, address(1), 1001, Role.LEECHER, false, NOW + 1);
    swarms.announce(visit, true);
    assertThat(visit.found.leechers).isEqualTo(1);

    announce(1, Role.LEECHER, NOW + 2 * STEP_MS);

    assertThat(visit.found.level).isEqualTo(2);
    assertThat(visit.found.leechers).isEqualTo(1);
    announce(1, Role.GONE, NOW + 2 * STEP_MS + 1);
    assertThat(visit.found.leechers).isZero();
  }

  @Test
  void anEndpointOfAKeyIsNotTakenByOthers() {
    keyed(10, Role.SEEDER, NOW);

    fill(77, 77, address(10), 1010, Role.SEEDER, false, NOW + 1);
    swarms.announce(visit, true);

    assertThat(visit.found.seeders).isEqualTo(1);
    announce(2, Role.LEECHER, NOW + 2);
    assertThat(listed()).containsExactly(10);
    byte[] listed = visit.found.peers.peerIds(Family.IPV4);
    assertThat(listed[19]).isEqualTo((byte) 10);
  }

  @Test
  void aDisplacedSessionOverBothFamiliesIsCountedOnce() {
    announce(1, Role.SEEDER, NOW);
    family = Family.IPV6;
    announce(1, Role.SEEDER, NOW + 1);
    family = Family.IPV4;

    fill(1, 7, address(1), 1001, Role.SEEDER, false, NOW + 2);
    swarms.announce(visit, true);

    assertThat(visit.found.seeders).as("7 over IPv4, 1 over IPv6").isEqualTo(2);
    swarms.expire(NOW + 10);
    swarms.scrape(infoHash, visit.found);
    assertThat(visit.found.seeders).isZero();
    assertThat(swarms.peers()).isZero();
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
    complete(1, NOW + 1);
    leftUnknown = true;
    announce(1, Role.LEECHER, NOW + 2);
    assertThat(visit.found.seeders).isEqualTo(1);

    announce(1, Role.GONE, NOW + 3);
    announce(1, Role.LEECHER, NOW + 4);

    assertThat(visit.found.seeders).isZero();
    assertThat(visit.found.leechers).isEqualTo(1);
  }

  @Test
  void peersBehindProxiesAreCountedButNotListed() {
    fill(1, 1, address(1), 1, Role.SEEDER, false, NOW);
    swarms.announce(visit, true);

    announce(2, Role.LEECHER, NOW);

    assertThat(listed()).isEmpty();
    assertThat(visit.found.seeders).isEqualTo(1);
  }

  @Test
  void aDownloadIsCountedOnce() {
    for (int i = 0; i < 3; i++) {
      complete(1, NOW + i);
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

  /** With the peer id of another client. */
  private void keyed(int client, Role role, long atMs, int peerId) {
    clients.keyed(clients.enter(client, 0, atMs));
    fill(client, peerId, address(client), 1000 + client, role, false, atMs);
    swarms.announce(visit, true);
  }

  private void complete(int client, long atMs) {
    fill(client, client, address(client), 1000 + client, Role.SEEDER, true, atMs);
    swarms.announce(visit, true);
  }

  private void fill(int client, Role role, long atMs) {
    fill(client, client, address(client), 1000 + client, role, false, atMs);
  }

  private void fill(
      int client, int peer, byte[] address, int port, Role role, boolean completed, long atMs) {
    byte[] peerId = new byte[20];
    peerId[19] = (byte) peer;
    visit
        .asked()
        .session(infoHash, peerId, clients.enter(client, 0, atMs))
        .from(address, port)
        .as(role, completed, leftUnknown)
        .received(atMs, 0, atMs)
        .peers(50, true, Selection.Policy.TIER_BACKOFF, true)
        .limits(0, 0, 0);
  }

  private byte[] address(int number) {
    byte[] address = new byte[16];
    if (family == Family.IPV4) {
      address[10] = -1;
      address[11] = -1;
    } else {
      address[0] = 0x20;
    }
    address[15] = (byte) number;
    return address;
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
