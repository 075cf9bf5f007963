package equilibrium.ingress.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** How often a torrent was downloaded, as scrapes say it (BEP 48). */
class DownloadsTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final long LIFETIME = 4_200_000;
  private static final byte[] ADDRESS = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, 1};

  private final Clients clients = new Clients(1000);
  private final Swarms swarms = new Swarms(clients, 100_000, 100, 900_000);
  private final Visit visit = new Visit();

  @Test
  void aSwarmThatEmptiedKeepsItsNumber() {
    for (int peer = 1; peer <= 3; peer++) {
      announce(7, peer, Role.SEEDER, true, NOW + peer);
      announce(7, peer, Role.GONE, false, NOW + 10 + peer);
    }

    swarms.expire(NOW + LIFETIME);

    assertThat(swarms.size()).isZero();
    assertThat(scrape(7)).isEqualTo(3);
    announce(7, 9, Role.LEECHER, false, NOW + LIFETIME);
    assertThat(visit.found.downloads()).isEqualTo(3);
  }

  @Test
  void aRowSetsTheNumberOfATorrentWithAndWithoutPeers() {
    announce(7, 1, Role.LEECHER, false, NOW);

    swarms.downloads(torrent(7), 5, NOW);
    swarms.downloads(torrent(8), 6, NOW);

    assertThat(scrape(7)).isEqualTo(5);
    assertThat(scrape(8)).isEqualTo(6);
  }

  @Test
  void aCompletionThatTheRowCountsIsNotAddedAgain() {
    swarms.downloads(torrent(7), 5, NOW);

    announce(7, 1, Role.SEEDER, true, NOW);
    assertThat(scrape(7)).isEqualTo(5);
    announce(7, 2, Role.SEEDER, true, NOW + 1);

    assertThat(scrape(7)).isEqualTo(6);
  }

  @Test
  void aCompletionStaysAddedUntilARowCountsIt() {
    announce(7, 1, Role.SEEDER, true, NOW);
    announce(7, 2, Role.SEEDER, true, NOW + 20);

    swarms.downloads(torrent(7), 1, NOW + 10);
    assertThat(scrape(7)).isEqualTo(2);
    swarms.downloads(torrent(7), 9, NOW + 15);
    assertThat(scrape(7)).isEqualTo(9);
    swarms.downloads(torrent(7), 8, NOW + 20);

    assertThat(scrape(7)).as("as scoring counts").isEqualTo(8);
  }

  @Test
  void beyondTheLimitTheLeastRecentlyChangedMakeRoom() {
    int most = 64 * 100;
    swarms.limitDownloads(most);

    for (int torrent = 0; torrent < 4 * most; torrent++) {
      swarms.downloads(torrent(torrent), 1, NOW + torrent);
    }

    assertThat(swarms.downloadsKept()).isLessThanOrEqualTo(most).isGreaterThan(most * 9 / 10);
    assertThat(known(3 * most, 4 * most)).as("of the newest").isGreaterThan(most / 2);
    assertThat(known(0, most)).as("of the oldest").isLessThan(most / 100);
  }

  @Test
  void anOlderTorrentReplacesNoneThatChangedLater() {
    swarms.limitDownloads(64);
    for (int torrent = 0; torrent < 10_000; torrent++) {
      swarms.downloads(torrent(torrent), 1, NOW);
    }
    int kept = known(0, 10_000);

    swarms.downloads(torrent(10_000), 7, NOW - 1);

    assertThat(scrape(10_000)).isZero();
    assertThat(known(0, 10_000)).isEqualTo(kept);
  }

  @Test
  void whatTheTableHasDroppedASwarmWithPeersStillKnows() {
    swarms.limitDownloads(64);
    announce(7, 1, Role.SEEDER, true, NOW);

    for (int torrent = 100; torrent < 10_000; torrent++) {
      swarms.downloads(torrent(torrent), 1, NOW + 1);
    }
    assertThat(scrape(7)).isEqualTo(1);
    announce(7, 2, Role.SEEDER, true, NOW + 2);

    assertThat(scrape(7)).isEqualTo(2);
  }

  private int known(int from, int to) {
    int known = 0;
    for (int torrent = from; torrent < to; torrent++) {
      known += scrape(torrent);
    }
    return known;
  }

  private int scrape(int torrent) {
    swarms.scrape(torrent(torrent), visit.found);
    return visit.found.downloads();
  }

  private static byte[] torrent(int number) {
    return ByteBuffer.allocate(20).putInt(16, number).array();
  }

  private void announce(int torrent, int peer, Role role, boolean completed, long atMs) {
    visit
        .asked()
        .session(torrent(torrent), new byte[20], clients.enter(peer, 0, atMs))
        .from(ADDRESS, 1000 + peer)
        .as(role, completed, false)
        .received(atMs, 0, atMs)
        .peers(50, true, Selection.Policy.TIER_BACKOFF, true)
        .limits(0, 0, 0);
    visit.asked.peerId[0] = (byte) peer;
    swarms.announce(visit, true);
  }
}
