package equilibrium.ingress.udp;

import static equilibrium.testing.client.TrackerClient.IPV4;
import static equilibrium.testing.client.UdpRequests.announce;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import equilibrium.ingress.TrackerInside;
import equilibrium.ingress.announce.RequestCounts;
import equilibrium.ingress.answer.TrackerService;
import equilibrium.ingress.net.Addresses;
import equilibrium.ingress.net.ListenAddress;
import equilibrium.ingress.swarm.Visit;
import equilibrium.platform.TimeScale;
import equilibrium.testing.Folder;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What an announce over UDP allocates from its datagram to the log of events. */
class UdpAllocationTest {
  private static final int ANNOUNCES = 50_000;

  /** It is about 1,650 when compiled, and 2,000 before. */
  private static final long MOST_BYTES = 2_500;

  private static final long NOW_MS = 1_800_000_000_000L;
  private static final InetSocketAddress FROM = new InetSocketAddress(IPV4, 12_345);

  @AutoClose private final Folder folder = Folder.temporary();
  private final TrackerInside inside =
      new TrackerInside(
          folder.path(), Map.of("limits.requests-per-address", "0"), () -> NOW_MS, TimeScale.REAL);
  private int recorded;
  private final TrackerService service =
      new TrackerService(inside.core, (_, _) -> recorded++, new RequestCounts(inside.metrics));

  @AutoClose
  private final UdpTracker tracker =
      new UdpTracker(
          new ListenAddress("127.0.0.1", 0),
          new UdpConfig(508, false, null),
          service,
          inside.secret);

  private final Visit visit = new Visit();

  @Test
  void anAnnounceAllocatesItsEventAndItsReplyOnly() {
    long id =
        new ConnectionIds(inside.secret)
            .give(Addresses.of(IPV4).bytes(), NOW_MS / 1000, new Datagrams());
    var request = announce(id, 'a', 's');
    allocated(request); // until it is compiled

    assertThat(allocated(request)).isLessThan(MOST_BYTES);

    assertThat(recorded).isEqualTo(2 * ANNOUNCES);
  }

  /** Bytes an announce. */
  private long allocated(ByteBuffer request) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < ANNOUNCES; i++) {
      tracker.handle(request.clear(), FROM, visit);
    }
    return (threads.getCurrentThreadAllocatedBytes() - before) / ANNOUNCES;
  }
}
