package equilibrium.ingress.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * What peers cost in memory, and how long an announce of them takes; runs when it is named: {@code
 * -Dtest=MemoryProfile -Dtest.jvm="-Xmx3g -XX:+UseSerialGC -XX:MarkSweepDeadRatio=0
 * -XX:+UseCompactObjectHeaders"}. Another collector leaves gaps, which would count.
 */
class MemoryProfile {
  private static final long NOW = 1_800_000_000_000L;
  private static final int PEERS = 10_000_000;
  private static final int TORRENTS = PEERS * 3 / 20;
  private static final int PEERS_OF_CLIENT = 3;
  private static final int SEEDERS_OF_TEN = 6;
  private static final int LOOKS = 1_000_000;

  private final Clients clients = new Clients(PEERS);
  private final Swarms swarms = new Swarms(clients, TORRENTS, PEERS, 900_000);
  private final Visit visit = new Visit();
  private final byte[] infoHash = new byte[20];
  private final byte[] peerId = new byte[20];
  private final byte[] address = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 0, 0, 0, 0};

  @Test
  void ofSwarmsByZipfsLaw() {
    long empty = used();
    long start = System.nanoTime();
    for (int peer = 0; peer < PEERS; peer++) {
      announce(peer, NOW, false);
    }
    long entered = System.nanoTime();
    double perPeer = (used() - empty) / (double) swarms.peers();
    var random = new SplittableRandom(2);
    long again = System.nanoTime();
    for (int i = 0; i < LOOKS; i++) {
      announce(random.nextInt(PEERS), NOW + 1 + i, true);
    }
    long looked = System.nanoTime();

    System.out.printf(
        "%,d peers in %,d swarms, %,d clients: %.1f bytes a peer; %d ns to enter one, %d ns for an"
            + " announce of a random one%n",
        swarms.peers(),
        swarms.size(),
        clients.size(),
        perPeer,
        (entered - start) / PEERS,
        (looked - again) / LOOKS);
    assertThat(swarms.peers()).isEqualTo(PEERS);
    assertThat(perPeer).isLessThan(90);
  }

  private void announce(int peer, long atMs, boolean select) {
    var random = new SplittableRandom(peer);
    int torrent = (int) Math.pow(TORRENTS, random.nextDouble());
    ByteBuffer.wrap(infoHash).putLong(random(torrent)).putLong(torrent);
    ByteBuffer.wrap(peerId).putLong(0x2d5452333030302dL).putLong(random(peer)).putInt(peer);
    ByteBuffer.wrap(address).putInt(12, 0x0b00_0000 + peer / PEERS_OF_CLIENT);
    int owner = peer / PEERS_OF_CLIENT;
    int client = clients.enter(random(owner), owner, atMs);
    visit
        .asked()
        .session(infoHash, peerId, client)
        .from(address, 2000 + peer % PEERS_OF_CLIENT)
        .as(peer % 10 < SEEDERS_OF_TEN ? Role.SEEDER : Role.LEECHER, false, false)
        .received(atMs, 0, atMs)
        .peers(50, true, Selection.Policy.TIER_BACKOFF, true)
        .limits(0, 0, 4);
    if (select) {
      swarms.announce(visit, true);
    } else {
      swarms.enter(visit);
    }
  }

  private static long random(long seed) {
    return new SplittableRandom(seed).nextLong();
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
