package equilibrium.ingress.udp;

import static equilibrium.testing.client.TrackerClient.IPV4;
import static equilibrium.testing.client.TrackerClient.IPV6;
import static equilibrium.testing.client.UdpRequests.BEP_15;
import static equilibrium.testing.client.UdpRequests.REPLICATED;
import static equilibrium.testing.client.UdpRequests.announce;
import static equilibrium.testing.client.UdpRequests.bulk;
import static equilibrium.testing.client.UdpRequests.connect;
import static equilibrium.testing.client.UdpRequests.hex;
import static equilibrium.testing.client.UdpRequests.replicated;
import static equilibrium.testing.client.UdpRequests.scrape;
import static equilibrium.testing.event.Ids.infoHash;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Transport;
import equilibrium.testing.client.UdpClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The replicated-tracker document's layout on real sockets (docs/protocol.md 2). */
class ReplicatedTrackerTest {
  private static final int NONE = 0;
  private static final int COMPLETED = 1;
  private static final int STARTED = 2;
  private static final int STOPPED = 3;
  private static final String ACKNOWLEDGED = "0000000200000009";

  @AutoClose
  private final UdpHost host =
      new UdpHost(Map.of("ingress.host", "0.0.0.0", "udp.replicated-tracker", "true"));

  @AutoClose private final UdpClient client = host.client(IPV4);

  private long id;

  @BeforeEach
  void begin() throws IOException {
    id = client.connect(REPLICATED);
  }

  @Test
  @DisplayName("S3, S5: an announce is read as such and answered with peers and their number")
  void anAnnounceIsAnsweredWithPeersAndTheirNumber() throws IOException {
    client.ask(replicated(id, 'a', 's', COMPLETED));

    var reply = client.ask(replicated(id, 'a', 'p', STARTED));

    assertThat(reply.getInt(0)).isEqualTo(1);
    assertThat(reply.getInt(4)).isEqualTo(7);
    assertThat(reply.getInt(8)).isBetween(810, 990);
    assertThat(reply.getInt(12)).as("num_ret").isEqualTo(1);
    assertThat(hex(reply)).hasSize(2 * 22).endsWith("7f00000117e3");
    assertThat(host.log())
        .extracting(Announced::getTransport, Announced::getLeft)
        .containsOnly(tuple(Transport.UDP_REPLICATED, null));
  }

  @Test
  @DisplayName("D2: who completed is a seeder until it stops, though it never says what is left")
  void whoCompletedStaysASeeder() throws IOException {
    client.ask(replicated(id, 'a', 'p', STARTED));
    assertThat(counts('a')).isEqualTo("0 seeders, 1 leechers");

    client.ask(replicated(id, 'a', 'p', COMPLETED));
    client.ask(replicated(id, 'a', 'p', NONE));
    assertThat(counts('a')).isEqualTo("1 seeders, 0 leechers");

    client.ask(replicated(id, 'a', 'p', STOPPED));
    assertThat(counts('a')).isEqualTo("0 seeders, 0 leechers");
  }

  @Test
  @DisplayName("S7, S8: a scrape announces what the peer has, at the port it announced before")
  void aScrapeAnnouncesWhatThePeerHas() throws IOException {
    client.ask(replicated(id, 'a', 's', COMPLETED));

    var reply = client.ask(bulk(id, "abc"));

    assertThat(hex(reply)).isEqualTo(ACKNOWLEDGED);
    assertThat(counts('a')).isEqualTo("1 seeders, 0 leechers");
    assertThat(counts('c')).isEqualTo("0 seeders, 1 leechers");
    assertThat(hex(client.ask(replicated(id, 'c', 'p', STARTED)))).endsWith("7f00000117e3");
    assertThat(host.log().get(3).getEvent()).isEqualTo(AnnounceEvent.NONE);
    assertThat(host.log().get(3).getPeerId()).isEqualTo(host.log().getFirst().getPeerId());
  }

  @Test
  @DisplayName("S7: a scrape is of the peer at its socket, whoever announced since")
  void aScrapeIsOfThePeerAtItsSocket() throws IOException {
    client.ask(replicated(id, 'a', 's', COMPLETED));
    try (var other = host.client(IPV4)) {
      other.ask(replicated(id, 'b', 'q', STARTED));
    }

    client.ask(bulk(id, "c"));

    var peer = host.log().getFirst();
    assertThat(host.log().getLast().getInfoHash()).isNotEqualTo(peer.getInfoHash());
    assertThat(host.log().getLast())
        .extracting(Announced::getPeerId, Announced::getPort, Announced::getKey)
        .containsExactly(peer.getPeerId(), peer.getPort(), peer.getKey());
  }

  @Test
  @DisplayName("S8: a scrape is acknowledged when all of it is durable, not before")
  void aScrapeIsAcknowledgedWhenAllIsDurable() throws Exception {
    client.ask(replicated(id, 'a', 's', COMPLETED));
    host.hold();
    client.send(bulk(id, "abc"));

    host.release(true);
    host.release(true);
    var before = client.ask(connect(BEP_15, 4));
    host.release(true);

    assertThat(before.getInt(0)).as("nothing but the connect was answered").isZero();
    assertThat(hex(client.receive())).isEqualTo(ACKNOWLEDGED);
  }

  @Test
  @DisplayName("S9: a scrape of which anything may be lost is to be sent again")
  void aScrapeThatMayBeLostIsAnError() throws Exception {
    client.ask(replicated(id, 'a', 's', COMPLETED));
    host.hold();
    client.send(bulk(id, "ab"));

    host.release(false);
    host.release(true);

    assertThat(error(client.receive())).isEqualTo("OVERLOAD");
  }

  @Test
  void anAnnounceThatMayBeLostHasTheReservedInterval() throws Exception {
    host.hold();
    client.send(replicated(id, 'a', 's', COMPLETED));

    host.release(false);

    assertThat(client.receive().getInt(8)).isEqualTo(301);
  }

  @Test
  @DisplayName("S9: a scrape from a socket that no peer announced from is an error")
  void aScrapeNeedsAnAnnounceBefore() throws IOException {
    client.ask(replicated(id, 'a', 's', COMPLETED));

    try (var other = host.client(IPV4)) {
      assertThat(error(other.ask(bulk(id, "a")))).isEqualTo("ANNOUNCE");
    }
  }

  @Test
  @DisplayName("S9: a torrent that is not allowed is an error in 8 letters")
  void aDeniedTorrentIsAnError() throws IOException {
    client.ask(replicated(id, 'a', 's', COMPLETED));
    host.deny(infoHash('d'));

    assertThat(error(client.ask(replicated(id, 'd', 's', STARTED)))).isEqualTo("NOTALLOW");
    assertThat(error(client.ask(bulk(id, "abd")))).isEqualTo("NOTALLOW");
    assertThat(client.ask(replicated(id, 'd', 's', STOPPED)).getInt(0)).isEqualTo(1);
  }

  @Test
  @DisplayName("D1: an id of one dialect is not good for the other")
  void theDialectsAreApart() throws IOException {
    long bep15 = client.connect(BEP_15);
    client.ask(replicated(id, 'a', 's', COMPLETED));

    assertThat(error(client.ask(announce(id, 'a', 'p')))).isEqualTo("BAD_SIZE");
    assertThat(error(client.ask(scrape(id, "a")))).isEqualTo("BAD_SIZE");
    assertThat(error(client.ask(replicated(bep15, 'a', 'p', STARTED)))).contains("98 bytes");
    client.assertSilence(announce(id ^ Long.MIN_VALUE, 'a', 'p'));
    client.assertSilence(replicated(bep15 ^ Long.MIN_VALUE, 'a', 'p', STARTED));
    assertThat(host.log()).hasSize(1);
  }

  @Test
  @DisplayName("D1: where it is not spoken, neither its connects nor its ids are answered")
  void aTrackerThatDoesNotSpeakItIsSilent() throws IOException {
    try (var plain = host.sibling(Map.of());
        var there = plain.client(IPV4)) {
      there.assertSilence(connect(REPLICATED, 1));
      there.assertSilence(replicated(id, 'a', 'p', STARTED));
      there.assertSilence(bulk(id, "a"));
      assertThat(plain.log()).isEmpty();
    }
  }

  @Test
  @DisplayName("D9, X11: over IPv6 a connect is an error no larger than itself")
  void itHasNoIpv6() throws IOException {
    try (var ipv6 = host.client(IPV6)) {
      var reply = ipv6.ask(connect(REPLICATED, 1));

      assertThat(error(reply)).isEqualTo("IPV4ONLY");
      assertThat(reply.remaining()).isEqualTo(16);
    }
  }

  @ParameterizedTest(name = "D4: of 90 peers, who wants {0} gets {1}")
  @CsvSource({"0, 0", "5, 5", "82, 82", "100, 82", "-1, 50"})
  void eightyTwoPeersAtMost(int wanted, int listed) throws IOException {
    for (int peer = 0; peer < 90; peer++) {
      client.ask(replicated(id, 'a', (char) (100 + peer), STARTED).putInt(68, 0));
    }

    var reply = client.ask(replicated(id, 'a', '!', STARTED).putInt(68, wanted));

    assertThat(reply.getInt(12)).isEqualTo(listed);
    assertThat(reply.remaining()).isEqualTo(16 + 6 * listed).isLessThanOrEqualTo(508);
  }

  private String counts(char torrent) throws IOException {
    var scraped = client.ask(scrape(client.connect(BEP_15), String.valueOf(torrent)));
    return "%d seeders, %d leechers".formatted(scraped.getInt(8), scraped.getInt(16));
  }

  private static String error(ByteBuffer reply) {
    assertThat(reply.getInt(0)).isEqualTo(3);
    return US_ASCII.decode(reply.slice(8, reply.remaining() - 8)).toString();
  }
}
