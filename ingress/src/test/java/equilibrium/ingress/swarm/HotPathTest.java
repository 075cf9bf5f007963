package equilibrium.ingress.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class HotPathTest {
  private static final int ANNOUNCES = 200_000;
  private static final long NOW = 1_800_000_000_000L;

  private final Clients clients = new Clients(1000);
  private final Swarms swarms = new Swarms(clients, 1000, 1000, 900_000);
  private final Visit visit = new Visit();
  private final byte[] infoHash = new byte[20];
  private final byte[] peerId = new byte[20];
  private final byte[] address = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 0, 0, 0, 0};
  private int mostPerAddress;
  private long earlyMs;
  private int early;
  private int unlisted;

  @Test
  void announcesOfKnownPeersAllocateNothing() {
    allocatesNothing();
  }

  @Test
  void earlyOnesAllocateNothing() {
    earlyMs = 1_000_000;
    mostPerAddress = 10;

    allocatesNothing();

    assertThat(early).isPositive();
  }

  @Test
  void quarantineAllocatesNothing() {
    for (int client = 0; client < 50; client += 5) {
      var sessions = client % 2 == 0 ? null : new byte[20 * 20];
      clients.suspect(
          ByteBuffer.allocate(16).putLong(client + 1).array(),
          new Clients.Suspect(Long.MAX_VALUE, client % 3 == 0, sessions));
    }

    allocatesNothing();

    assertThat(unlisted).isPositive();
  }

  private void allocatesNothing() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    announce(0);
    announce(ANNOUNCES);

    long before = threads.getCurrentThreadAllocatedBytes();
    announce(2 * ANNOUNCES);

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000);
  }

  private void announce(int from) {
    for (int i = from; i < from + ANNOUNCES; i++) {
      infoHash[0] = (byte) (i % 7);
      peerId[12] = (byte) (i % 50);
      address[15] = (byte) (i % 49); // two of them share an endpoint
      int client = clients.enter(i % 50 + 1, 0, NOW + i);
      visit
          .asked()
          .session(infoHash, peerId, client)
          .from(address, 2000 + i % 49)
          .as(i % 3 == 0 ? Role.LEECHER : Role.SEEDER, false, false)
          .received(NOW + i, 0, NOW + i)
          .peers(50, true, Selection.Policy.TIER_BACKOFF, true)
          .limits(mostPerAddress, earlyMs, 4);
      swarms.announce(visit, true);
      early += visit.found.early ? 1 : 0;
      unlisted += visit.found.quarantined ? 1 : 0;
    }
  }
}
