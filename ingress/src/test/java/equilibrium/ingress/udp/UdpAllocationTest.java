package equilibrium.ingress.udp;

import static equilibrium.testing.client.TrackerClient.IPV4;
import static equilibrium.testing.client.TrackerClient.IPV6;
import static equilibrium.testing.client.UdpRequests.ADDRESS;
import static equilibrium.testing.client.UdpRequests.announce;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import equilibrium.ingress.TrackerInside;
import equilibrium.ingress.admission.IssuedKey;
import equilibrium.ingress.announce.EventLog;
import equilibrium.ingress.announce.Outcome.Accepted;
import equilibrium.ingress.announce.RequestCounts;
import equilibrium.ingress.answer.TrackerService;
import equilibrium.ingress.net.Addresses;
import equilibrium.ingress.net.ListenAddress;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.ClientIds;
import equilibrium.schemas.event.ClientId;
import equilibrium.testing.Folder;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What an announce over UDP allocates from its datagram to the bytes of its record. */
class UdpAllocationTest {
  private static final int ANNOUNCES = 10_000;
  private static final int MOST_ROUNDS = 100;
  private static final long NOW_MS = 1_800_000_000_000L;

  /** Less than one object in a hundred announces. */
  private static final long NOTHING = 1_000;

  /** Before its elements an array has 16 bytes, and it ends at a multiple of 8. */
  private static final int ARRAY_BYTES = 16;

  @AutoClose private final Folder folder = Folder.temporary();
  private final TrackerInside inside =
      new TrackerInside(
          folder.path(),
          Map.of("limits.requests-per-address", "0", "limits.peers-per-address", "0"),
          () -> NOW_MS,
          TimeScale.REAL);
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final TrackerService service =
      new TrackerService(inside.core, this::record, new RequestCounts(inside.metrics));

  @AutoClose
  private final UdpTracker tracker =
      new UdpTracker(
          new ListenAddress("127.0.0.1", 0),
          new UdpConfig(508, false, null),
          service,
          inside.secret);

  private final UdpMemory memory = tracker.memory();
  private int recorded;
  private long recordBytes;
  private long logBytes;

  /** The log of events, which is not measured. */
  private void record(Accepted accepted, EventLog.Reply reply) {
    long before = threads.getCurrentThreadAllocatedBytes();
    recorded++;
    recordBytes += ARRAY_BYTES + Math.ceilDiv(accepted.event().length, 8) * 8;
    reply.release(true);
    logBytes += threads.getCurrentThreadAllocatedBytes() - before;
  }

  @Test
  void anAnnounceAllocatesTheBytesOfItsRecordOnly() {
    assertThat(besidesTheRecord(IPV4, "", 0, NOTHING)).isLessThan(NOTHING);
  }

  @Test
  void oneWithUrlDataAndAnAddressDoesNot() {
    assertThat(besidesTheRecord(IPV4, "/announce?x=y", 0x01020304, NOTHING)).isLessThan(NOTHING);
  }

  @Test
  void oneWithAKeyDoesNot() {
    var client = new ClientId(new byte[16]);
    inside.directory().keys().put(ClientIds.ofKey("k3y"), new IssuedKey(client, IssuedKey.FOREVER));

    assertThat(besidesTheRecord(IPV4, "/k3y/announce", 0, NOTHING)).isLessThan(NOTHING);
  }

  /** Java gives the bytes of an IPv6 address as a copy only. */
  @Test
  void oneFromIpv6AllocatesItsAddressToo() {
    long copies = 32L * ANNOUNCES + NOTHING;

    assertThat(besidesTheRecord(IPV6, "", 0, copies)).isLessThan(copies);
  }

  /**
   * Bytes of a round of announces of the peers of a swarm, when all is compiled.
   *
   * @param expected fewer of them end the rounds
   */
  private long besidesTheRecord(InetAddress from, String url, int claimed, long expected) {
    byte[] address = Addresses.of(from).bytes();
    long id = new ConnectionIds(inside.secret).give(address, NOW_MS / 1000, new Datagrams());
    var requests = new ArrayList<ByteBuffer>();
    for (char peer = 'A'; peer <= 'Z'; peer++) {
      requests.add(request(announce(id, 'a', peer).putInt(ADDRESS, claimed), url));
    }
    var source = new InetSocketAddress(from, 9);
    long least = Long.MAX_VALUE;
    int rounds = 0;
    while (rounds < MOST_ROUNDS && least >= expected) {
      least = Math.min(least, allocated(requests, source));
      rounds++;
    }
    assertThat(recorded).isEqualTo(rounds * ANNOUNCES);
    return least;
  }

  private static ByteBuffer request(ByteBuffer announce, String url) {
    var path = url.getBytes(US_ASCII);
    var request = ByteBuffer.allocateDirect(100 + path.length).put(announce.clear());
    return path.length == 0
        ? request.flip()
        : request.put((byte) 2).put((byte) path.length).put(path).flip();
  }

  private long allocated(List<ByteBuffer> requests, InetSocketAddress from) {
    recordBytes = 0;
    logBytes = 0;
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < ANNOUNCES; i++) {
      tracker.handle(requests.get(i % requests.size()).rewind(), from, memory);
    }
    long all = threads.getCurrentThreadAllocatedBytes() - before;
    return all - recordBytes - logBytes;
  }
}
