package equilibrium.ingress.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import equilibrium.ingress.swarm.Visit.Role;
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
    visit.earlyMs = 1_000_000;
    visit.mostEarly = 4;
    visit.mostPerAddress = 10;

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
      visit.infoHash[0] = (byte) (i % 7);
      visit.peerId[12] = (byte) (i % 50);
      visit.address[3] = (byte) (i % 50);
      visit.port = 2000 + i % 50;
      visit.client = clients.enter(i % 50 + 1, 0, NOW + i);
      visit.role = i % 3 == 0 ? Role.LEECHER : Role.SEEDER;
      visit.atMs = NOW + i;
      visit.sessionStartedAtMs = NOW + i;
      visit.wanted = 50;
      visit.gated = true;
      visit.bothFamilies = true;
      swarms.announce(visit);
      early += visit.early ? 1 : 0;
    }
  }
}
