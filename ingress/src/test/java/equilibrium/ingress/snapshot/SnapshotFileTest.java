package equilibrium.ingress.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.admission.Directory;
import equilibrium.ingress.admission.IssuedKey;
import equilibrium.ingress.admission.Torrent;
import equilibrium.ingress.answer.TrackerState;
import equilibrium.ingress.swarm.Clients;
import equilibrium.ingress.swarm.Family;
import equilibrium.ingress.swarm.Role;
import equilibrium.ingress.swarm.Selection;
import equilibrium.ingress.swarm.Swarms;
import equilibrium.ingress.swarm.Visit;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a node knows after it has read the snapshot of another. */
class SnapshotFileTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final long LIFETIME = 4_200_000;
  private static final Map<Integer, Long> OFFSETS = Map.of(0, 17L, 5, 1L << 40);

  @TempDir Path folder;

  /** A node's memory and the file that it shares with the other. */
  private final class Memory {
    final Clients clients = new Clients(100_000);
    final Swarms swarms = new Swarms(clients, 100_000, 100_000, 900_000);
    final Directory directory = Directory.empty();
    final TrackerState state = new TrackerState(swarms, clients);
    final SnapshotFile file = new SnapshotFile(folder.resolve("snapshot"), state, directory);
    private final Visit visit = new Visit();

    void announce(int torrent, int peer, Role role, boolean completed, long atMs) {
      announceFrom(peer, torrent, peer, role, completed, atMs);
    }

    private void announceFrom(
        int endpoint, int torrent, int peer, Role role, boolean completed, long atMs) {
      int client = clients.enter(id(peer), atMs);
      if (peer % 2 == 0) {
        clients.keyed(client);
      }
      visit
          .asked()
          .session(torrent(torrent), Arrays.copyOf(id(peer), 20), client)
          .from(address(endpoint), 1000 + endpoint % 60_000)
          .as(role, completed, false)
          .received(atMs, 3, atMs - 60_000)
          .peers(50, true, Selection.Policy.RANDOM, false)
          .limits(0, 0, 0);
      swarms.announce(visit, true);
    }

    SnapshotFile.@Nullable Origin read() {
      return file.read(NOW - LIFETIME, NOW + 5_000);
    }

    /** Seeders, leechers, partial seeders, and downloads of a swarm. */
    String counts(int torrent) {
      var found = visit.found();
      swarms.scrape(torrent(torrent), found);
      return "%d %d %d %d"
          .formatted(found.seeders(), found.leechers(), found.partialSeeders(), found.downloads());
    }
  }

  private static byte[] id(int number) {
    return ByteBuffer.allocate(16).putInt(7).putInt(12, number).array();
  }

  private static byte[] torrent(int number) {
    return ByteBuffer.allocate(20).putInt(16, number).array();
  }

  /** Every third peer has IPv6. */
  private static byte[] address(int peer) {
    var address = ByteBuffer.allocate(16).putInt(12, 0x0b00_0000 + peer);
    return peer % 3 == 0
        ? address.putInt(0, 0x2001_0db8).array()
        : address.putShort(10, (short) -1).array();
  }

  @Test
  void aNodeThatReadsItKnowsThePeersOfTheOther() throws IOException {
    var before = filled();
    before.file.write(NOW, OFFSETS);

    var after = new Memory();
    var origin = after.read();

    assertThat(origin).isEqualTo(new SnapshotFile.Origin(NOW, OFFSETS, 5));
    assertThat(after.counts(1)).isEqualTo(before.counts(1)).isEqualTo("1 2 1 1");
    after.announce(1, 99, Role.LEECHER, false, NOW);
    assertThat(after.visit.found().peers().size(Family.IPV4)).isEqualTo(2);
    assertThat(after.visit.found().peers().size(Family.IPV6)).isEqualTo(1);
  }

  @Test
  void sessionsKeepTheirStartAndTheirClient() throws IOException {
    var before = filled();
    before.file.write(NOW, OFFSETS);
    var after = new Memory();
    var _ = after.read();

    after.announce(1, 2, Role.LEECHER, false, NOW + 1_000);
    assertThat(after.visit.found().startedAtMs()).isEqualTo(NOW - 60_000);
    assertThat(after.clients.isKeyed(after.clients.number(id(2)))).isTrue();
    assertThat(after.clients.isKeyed(after.clients.number(id(1)))).isFalse();
    assertThat(after.counts(1)).isEqualTo("1 2 1 1");
  }

  @Test
  void aDisplacedSessionGoesOn() throws IOException {
    var before = new Memory();
    before.announce(1, 1, Role.LEECHER, false, NOW - 1);
    before.announceFrom(1, 1, 2, Role.LEECHER, false, NOW); // has the endpoint now
    before.file.write(NOW, OFFSETS);
    var after = new Memory();
    var _ = after.read();

    after.announceFrom(7, 1, 1, Role.LEECHER, false, NOW + 1_000);

    assertThat(after.visit.found().startedAtMs()).isEqualTo(NOW - 60_001);
    assertThat(after.counts(1)).isEqualTo("0 2 0 0");
  }

  @Test
  void anOlderAnnounceDoesNotReviveASessionThatStoppedAlone() throws IOException {
    var before = new Memory();
    before.announce(3, 1, Role.LEECHER, false, NOW - 1);
    before.announce(3, 1, Role.GONE, false, NOW);
    before.file.write(NOW, OFFSETS);
    var after = new Memory();
    var _ = after.read();

    after.announce(3, 1, Role.LEECHER, false, NOW - 1);

    assertThat(after.counts(3)).isEqualTo("0 0 0 0");
  }

  @Test
  void aCompletionIsCountedOnce() throws IOException {
    var before = filled();
    before.swarms.downloads(torrent(1), 7, NOW - 1);
    before.file.write(NOW, OFFSETS);
    var after = new Memory();
    var _ = after.read();

    after.announce(1, 1, Role.SEEDER, true, NOW + 5);

    assertThat(after.counts(1)).isEqualTo(before.counts(1));
    assertThat(after.counts(4)).as("an empty swarm").isEqualTo("0 0 0 9");
  }

  @Test
  void standingsTorrentsAndKeysAreKnown() throws IOException {
    filled().file.write(NOW, OFFSETS);

    var after = new Memory();
    var _ = after.read();

    assertThat(after.clients.tier(after.clients.number(id(500)))).isEqualTo(3);
    assertThat(after.directory.torrents())
        .isEqualTo(Map.of(new InfoHash(torrent(8)), new Torrent(false, true)));
    assertThat(after.directory.keys())
        .isEqualTo(
            Map.of(new ClientId(id(600)), new IssuedKey(new ClientId(id(601)), IssuedKey.REVOKED)));
    assertThat(after.directory.keysOf())
        .isEqualTo(Map.of(new ClientId(id(601)), Set.of(new ClientId(id(600)))));
  }

  @Test
  void sessionsThatHaveExpiredAreLeftOut() throws IOException {
    var before = new Memory();
    before.announce(1, 1, Role.SEEDER, false, NOW - LIFETIME - 1);
    before.announce(1, 2, Role.SEEDER, false, NOW - LIFETIME);
    before.file.write(NOW, OFFSETS);

    var after = new Memory();
    assertThat(after.read()).isEqualTo(new SnapshotFile.Origin(NOW, OFFSETS, 1));

    assertThat(after.counts(1)).isEqualTo("1 0 0 0");
  }

  @Test
  void everySessionOfALargeSwarmAndEverySwarmIsThere() throws IOException {
    var before = new Memory();
    for (int peer = 1; peer <= 30_000; peer++) {
      before.announce(1, peer, Role.LEECHER, false, NOW);
      before.announce(1000 + peer, 1, Role.SEEDER, false, NOW);
    }
    before.file.write(NOW, OFFSETS);

    var after = new Memory();
    assertThat(after.read()).isEqualTo(new SnapshotFile.Origin(NOW, OFFSETS, 60_000));

    assertThat(after.counts(1)).isEqualTo("0 30000 0 0");
    assertThat(after.swarms.size()).isEqualTo(30_001);
  }

  @Test
  void aThousandFlippedBitsAreDetected() throws IOException {
    filled().file.write(NOW, OFFSETS);
    byte[] whole = Files.readAllBytes(folder.resolve("snapshot"));
    var random = new Random(1);

    for (int i = 0; i < 1_000; i++) {
      byte[] flipped = whole.clone();
      int bit = i < 8 * 40 ? i : random.nextInt(8 * whole.length);
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertUnused("bit " + bit, flipped);
    }
  }

  @Test
  void aFileThatEndsEarlierOrLaterIsDetected() throws IOException {
    filled().file.write(NOW, OFFSETS);
    byte[] whole = Files.readAllBytes(folder.resolve("snapshot"));

    for (int length = 0; length < whole.length; length++) {
      assertUnused("length " + length, Arrays.copyOf(whole, length));
    }
    assertUnused("a byte more", Arrays.copyOf(whole, whole.length + 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, Integer.MAX_VALUE})
  void aFileOfAnotherVersionIsNotUsed(int version) throws IOException {
    filled().file.write(NOW, OFFSETS);
    byte[] whole = Files.readAllBytes(folder.resolve("snapshot"));

    assertUnused("version", ByteBuffer.wrap(whole).putInt(4, version).array());
  }

  @Test
  void whereThereIsNoFileNothingIsRead() {
    assertThat(new Memory().read()).isNull();
  }

  @Test
  void whatAKilledProcessLeftIsNotInTheWay() throws IOException {
    Files.writeString(folder.resolve(".snapshot.new"), "half");
    var before = filled();

    before.file.write(NOW, OFFSETS);
    before.file.write(NOW + 1, OFFSETS);

    assertThat(new Memory().read()).extracting("writtenAtMs").isEqualTo(NOW + 1);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("snapshot"));
    }
  }

  private void assertUnused(String what, byte[] content) throws IOException {
    Files.write(folder.resolve("snapshot"), content);
    var memory = new Memory();
    assertThat(memory.read()).as(what).isNull();
    assertThat(memory.swarms.size() + memory.clients.size() + memory.directory.keys().size())
        .as(what)
        .isZero();
  }

  /** Seven peers in two swarms, of which two have gone; an empty swarm; a client, a key. */
  private Memory filled() {
    var memory = new Memory();
    memory.announce(1, 1, Role.SEEDER, true, NOW);
    memory.announce(1, 2, Role.LEECHER, false, NOW);
    memory.announce(1, 3, Role.PARTIAL_SEEDER, false, NOW);
    memory.announce(1, 4, Role.LEECHER, false, NOW - 1);
    memory.announce(1, 4, Role.GONE, false, NOW);
    memory.announce(2, 5, Role.SEEDER, false, NOW);
    memory.swarms.downloads(torrent(4), 9, NOW);
    memory.clients.tier(id(500), 3);
    memory.directory.torrents().put(new InfoHash(torrent(8)), new Torrent(false, true));
    var client = new ClientId(id(601));
    memory.directory.keys().put(new ClientId(id(600)), new IssuedKey(client, IssuedKey.REVOKED));
    memory.directory.keysOf().put(client, Set.of(new ClientId(id(600))));
    return memory;
  }
}
