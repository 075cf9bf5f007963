package equilibrium.ingress.udp;

import static equilibrium.testing.client.TrackerClient.IPV4;
import static equilibrium.testing.client.UdpRequests.BEP_15;
import static equilibrium.testing.client.UdpRequests.announce;
import static equilibrium.testing.client.UdpRequests.connect;
import static equilibrium.testing.client.UdpRequests.scrape;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.net.Addresses;
import equilibrium.schemas.event.Transport;
import equilibrium.testing.Await;
import equilibrium.testing.client.UdpClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is answered at all: docs/protocol.md U1 to U5, U21 and X11 on real sockets. */
class UdpConnectionTest {
  @AutoClose private final UdpHost host = new UdpHost(Map.of());
  @AutoClose private final UdpClient client = host.client(IPV4);

  @ParameterizedTest(name = "U1, U3, X11: a connect of {0} bytes is answered in 16")
  @ValueSource(ints = {16, 17, 98, 1400})
  void aConnectIsAnsweredInSixteenBytes(int bytes) throws IOException {
    var request = ByteBuffer.allocate(bytes).putLong(BEP_15).putInt(0).putInt(0x80000001);

    var reply = client.ask(request);

    assertThat(reply.remaining()).isEqualTo(16);
    assertThat(reply.getInt(0)).isZero();
    assertThat(reply.getInt(4)).isEqualTo(0x80000001);
  }

  @ParameterizedTest(name = "U2: a connect with {0} in place of the magic number is ignored")
  @ValueSource(longs = {0, 0x41727101981L, 0xFEE1DEADBAADBEEFL})
  void anotherMagicIsIgnored(long magic) throws IOException {
    client.assertSilence(connect(magic, 1));
  }

  @ParameterizedTest(name = "U21: {0} bytes with action {1} are ignored")
  @CsvSource({"0, 0", "15, 0", "16, 3", "98, 4", "98, -1", "98, 255"})
  void whatIsNoRequestIsIgnored(int bytes, int action) throws IOException {
    long id = client.connect(BEP_15);
    var request = ByteBuffer.allocate(bytes);
    if (bytes >= 16) {
      request.putLong(id).putInt(action);
    }

    client.assertSilence(request);

    assertThat(host.count(Transport.UDP, "ignored")).isEqualTo(1);
  }

  @Test
  void aDeafNodeAnswersNobodyUntilItHearsAgain() throws IOException {
    long id = client.connect(BEP_15);

    host.deafen();
    client.send(connect(BEP_15, 1));
    client.send(scrape(id, "aa"));
    Await.until("both are ignored", () -> host.count(Transport.UDP, "ignored") == 2);
    host.hear();
    var first = client.ask(scrape(id, "a"));

    assertThat(first.getInt(0)).isEqualTo(2);
    assertThat(first.remaining()).isEqualTo(20);
  }

  @ParameterizedTest(name = "U5: an id {0} s old is accepted: {1}")
  @CsvSource({"0, true", "59, true", "118, true", "125, false", "3600, false"})
  void anIdIsAcceptedForTwoMinutes(long age, boolean accepted) throws IOException {
    long now = System.currentTimeMillis() / 1000;
    long id =
        new ConnectionIds(host.secret())
            .give(Addresses.of(IPV4).bytes(), now - age, new Datagrams());

    if (accepted) {
      assertThat(client.ask(scrape(id, "a")).getInt(0)).isEqualTo(2);
    } else {
      client.assertSilence(scrape(id, "a"));
    }
  }

  @Test
  @DisplayName("U4: an id serves many requests, from any port of its address")
  void anIdServesManyRequests() throws IOException {
    long id = client.connect(BEP_15);

    try (var other = host.client(IPV4)) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.ask(announce(id, 'a', 'p')).getInt(0)).isEqualTo(1);
        assertThat(other.ask(scrape(id, "a")).getInt(0)).isEqualTo(2);
      }
    }
  }

  @Test
  @DisplayName("U4: an id is not accepted from another address, and none is guessed")
  void anIdIsForItsAddress() throws IOException {
    long id = client.connect(BEP_15);

    try (var other = host.client(InetAddress.ofLiteral("127.0.0.2"))) {
      other.assertSilence(announce(id, 'a', 'p'));
      other.assertSilence(scrape(id ^ 1, "a"));
      other.assertSilence(announce(BEP_15, 'a', 'p'));
    }
    assertThat(host.count(Transport.UDP, "unproven")).isEqualTo(3);
    assertThat(host.log()).isEmpty();
  }

  /** So that no evidence against the owner of that address comes about. */
  @Test
  @DisplayName("U4: a forged source enters nobody")
  void aForgedSourceEntersNobody() {
    var random = new SplittableRandom(4);
    var memory = host.tracker().memory();

    for (int i = 0; i < 1_000; i++) {
      host.tracker().handle(announce(random.nextLong(), 'a', 'p').clear(), address(9), memory);
    }

    assertThat(host.log()).isEmpty();
    assertThat(host.count(Transport.UDP, "accepted")).isZero();
  }

  @Test
  @DisplayName("X12: an id given by one node is accepted by another of the same secret")
  void anIdIsGoodOnEveryNode() throws IOException {
    long id = client.connect(BEP_15);

    try (var sibling = host.sibling(Map.of());
        var there = sibling.client(IPV4)) {
      assertThat(there.ask(announce(id, 'a', 'p')).getInt(0)).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("X11: a source that cannot be answered costs nothing but its answer")
  void aSourceThatCannotBeAnsweredIsHarmless() throws IOException {
    var nowhere = new InetSocketAddress("255.255.255.255", 9);

    host.tracker().handle(connect(BEP_15, 1).flip(), nowhere, host.tracker().memory());
    host.tracker().handle(connect(BEP_15, 1).flip(), address(0), host.tracker().memory());

    assertThat(host.count(Transport.UDP, "unsent")).isEqualTo(1);
    assertThat(host.count(Transport.UDP, "ignored")).isEqualTo(1);
    client.connect(BEP_15);
  }

  /** Half of it with a good id, so that it goes as deep as it can. */
  @Test
  @DisplayName("X11: garbage of any length is survived")
  void garbageIsSurvived() throws IOException {
    var random = new SplittableRandom(11);
    var memory = host.tracker().memory();
    long id = client.connect(BEP_15);

    for (int i = 0; i < 50_000; i++) {
      byte[] garbage = new byte[random.nextInt(300)];
      random.nextBytes(garbage);
      var datagram = ByteBuffer.wrap(garbage);
      if (garbage.length >= 16 && random.nextBoolean()) {
        datagram.putLong(0, id).putInt(8, random.nextInt(4));
      }
      host.tracker().handle(datagram, address(9), memory);
    }

    try (var other = host.client(IPV4)) {
      assertThat(other.connect(BEP_15)).isNotZero();
      assertThat(host.log()).isNotEmpty();
    }
  }

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress(IPV4, port);
  }
}
