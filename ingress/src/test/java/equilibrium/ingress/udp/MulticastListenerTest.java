package equilibrium.ingress.udp;

import static equilibrium.testing.client.TrackerClient.IPV4;
import static equilibrium.testing.client.UdpRequests.BEP_15;
import static equilibrium.testing.client.UdpRequests.REPLICATED;
import static equilibrium.testing.client.UdpRequests.connect;
import static equilibrium.testing.client.UdpRequests.replicated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import equilibrium.ingress.udp.UdpConfig.Multicast;
import equilibrium.platform.Fault;
import equilibrium.schemas.event.Transport;
import equilibrium.testing.Await;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes on this machine hear the same group; nothing leaves the loopback interface. */
@Timeout(30)
class MulticastListenerTest {
  private static final Map<String, String> SETTINGS = Map.of("udp.replicated-tracker", "true");

  private final AtomicInteger owner = new AtomicInteger();
  private UdpHost first;
  private UdpHost second;
  private InetSocketAddress group;
  private MulticastListener firstListener;
  private MulticastListener secondListener;
  private DatagramChannel client;

  @BeforeEach
  void open() throws IOException {
    first = new UdpHost(SETTINGS);
    second = first.sibling(SETTINGS);
    var loopback = NetworkInterface.getByInetAddress(IPV4);
    group = new InetSocketAddress(InetAddress.ofLiteral("239.192.0.15"), freePort());
    var multicast = new Multicast(group.getAddress(), loopback.getName(), group.getPort());
    firstListener = new MulticastListener(multicast, first.tracker(), () -> owner.get() == 1);
    secondListener = new MulticastListener(multicast, second.tracker(), () -> owner.get() == 2);
    client = DatagramChannel.open(StandardProtocolFamily.INET);
    client.bind(new InetSocketAddress(IPV4, 0));
    client.setOption(StandardSocketOptions.IP_MULTICAST_IF, loopback);
    client.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 0);
  }

  private static int freePort() throws IOException {
    try (var socket = new DatagramSocket()) {
      return socket.getLocalPort();
    }
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    secondListener.close();
    firstListener.close();
    second.close();
    first.close();
  }

  @Test
  @DisplayName("D10: every node hears a request to the group, the owner alone answers, by unicast")
  void theOwnerAlone() throws IOException {
    owner.set(1);
    assertThat(ask(connect(BEP_15, 1))).isEqualTo(first.tracker().port());
    awaitOverheard(second);
    assertNothingMore();

    owner.set(2);
    assertThat(ask(connect(BEP_15, 1))).isEqualTo(second.tracker().port());
    awaitOverheard(first);
    assertNothingMore();
  }

  @Test
  @DisplayName("D10: while nobody owns the partition nobody answers")
  void noNodeAnswersWithoutAnOwner() throws IOException {
    client.send(connect(BEP_15, 1).clear(), group);

    awaitOverheard(first);
    awaitOverheard(second);
    assertNothingMore();
  }

  @Test
  @DisplayName("D10, X1: who announces to the group is not asked to connect again by another owner")
  void aNewOwnerAcceptsTheIdsOfTheOldOne() throws IOException {
    owner.set(1);
    client.send(connect(REPLICATED, 1).clear(), group);
    var reply = ByteBuffer.allocate(64);
    client.receive(reply);
    awaitOverheard(second); // or it would answer that request too
    owner.set(2);

    assertThat(ask(replicated(reply.getLong(8), 'a', 'p', 2))).isEqualTo(second.tracker().port());
    assertThat(first.log()).isEmpty();
    assertThat(second.log()).hasSize(1);
  }

  @Test
  void aNetworkThatIsNotThereIsNamed() {
    var nowhere = new Multicast(group.getAddress(), "nowhere0", group.getPort());

    assertThatThrownBy(() -> new MulticastListener(nowhere, first.tracker(), () -> true))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("udp.multicast-interface is \"nowhere0\", expected one of");
  }

  /** The port that answers. */
  private int ask(ByteBuffer request) throws IOException {
    client.send(request.clear(), group);
    var from = (InetSocketAddress) client.receive(ByteBuffer.allocate(512));
    return from.getPort();
  }

  private void assertNothingMore() throws IOException {
    client.configureBlocking(false);
    assertThat(client.receive(ByteBuffer.allocate(512))).isNull();
    client.configureBlocking(true);
  }

  private static void awaitOverheard(UdpHost host) {
    Await.until("one request is overheard", () -> overheard(host) == 1);
  }

  private static long overheard(UdpHost host) {
    return host.count(Transport.UDP, "answered-elsewhere");
  }
}
