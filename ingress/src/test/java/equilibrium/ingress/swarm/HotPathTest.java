package equilibrium.ingress.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class HotPathTest {
  private static final int ANNOUNCES = 200_000;
  private static final long NOW = 1_800_000_000_000L;

  private final Clients clients = new Clients(1000);
  private final Swarms swarms = new Swarms(clients, 1000, 1000, 900_000);
  private final Visit visit = new Visit();
  private int early;

  @Test
  void announcesOfKnownPeersAllocateNothing() {
    allocatesNothing();
  }

  @Test
  void earlyOnesAllocateNothing() {
    visit.asked.earlyMs = 1_000_000;
    visit.asked.mostEarly = 4;
    visit.asked.mostPerAddress = 10;

    allocatesNothing();

    assertThat(early).isPositive();
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
      visit.asked.infoHash[0] = (byte) (i % 7);
      visit.asked.peerId[12] = (byte) (i % 50);
      visit.asked.address[3] = (byte) (i % 50);
      visit.asked.port = 2000 + i % 50;
      visit.asked.client = clients.enter(i % 50 + 1, 0, NOW + i);
      visit.asked.role = i % 3 == 0 ? Role.LEECHER : Role.SEEDER;
      visit.asked.atMs = NOW + i;
      visit.asked.startedAtMs = NOW + i;
      visit.asked.wanted = 50;
      visit.asked.gated = true;
      visit.asked.bothFamilies = true;
      swarms.announce(visit, true);
      early += visit.found.early ? 1 : 0;
    }
  }
}
