package equilibrium.ingress.udp;

import static equilibrium.testing.client.TrackerClient.IPV4;
import static equilibrium.testing.client.TrackerClient.IPV6;
import static equilibrium.testing.client.UdpRequests.ADDRESS;
import static equilibrium.testing.client.UdpRequests.EVENT;
import static equilibrium.testing.client.UdpRequests.LEFT;
import static equilibrium.testing.client.UdpRequests.NUM_WANT;
import static equilibrium.testing.client.UdpRequests.PORT;
import static equilibrium.testing.client.UdpRequests.announce;
import static equilibrium.testing.client.UdpRequests.hex;
import static equilibrium.testing.client.UdpRequests.scrape;
import static equilibrium.testing.event.Ids.infoHash;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
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
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Announces and scrapes of BEP 15: docs/protocol.md U1 and U6 to U20 on real sockets, both
 * families.
 */
class UdpAnnounceTest {
  private static final int STOPPED = 3;
  private static final int COMPLETED = 1;

  @AutoClose
  private final UdpHost host =
      new UdpHost(Map.of("ingress.host", "0.0.0.0", "ingress.numwant-max", "200"));

  @AutoClose private final UdpClient client = host.client(IPV4);
  @AutoClose private final UdpClient ipv6 = host.client(IPV6);

  private long id;
  private long ipv6Id;

  @BeforeEach
  void begin() throws IOException {
    id = client.connect();
    ipv6Id = ipv6.connect();
  }

  @ParameterizedTest(name = "U1: an announce of {0} bytes is read")
  @ValueSource(ints = {98, 99, 500, 1472})
  void aLongerAnnounceIsRead(int bytes) throws IOException {
    var request = ByteBuffer.allocate(bytes).put(announce(id, 'a', 'p').array());

    assertThat(client.ask(request).getInt(0)).isEqualTo(1);
    assertThat(host.log().getLast().getPort()).isEqualTo(6000 + 'p');
  }

  @ParameterizedTest(name = "U1, U15: an announce of {0} bytes is an error of at least 16")
  @ValueSource(ints = {16, 74, 97})
  void aShorterAnnounceIsAnError(int bytes) throws IOException {
    var request = ByteBuffer.allocate(bytes).putLong(id).putInt(1).putInt(7);

    var reply = client.ask(request);

    assertThat(reply.getInt(0)).isEqualTo(3);
    assertThat(reply.getInt(4)).isEqualTo(7);
    assertThat(text(reply)).isEqualTo("an announce has at least 98 bytes");
    assertThat(host.log()).isEmpty();
  }

  @Test
  @DisplayName("U8, U10, U19: seeders behind leechers, and nobody gets itself")
  void aLeecherGetsTheOtherPeers() throws IOException {
    client.ask(announce(id, 'a', 's').putLong(LEFT, 0));
    client.ask(announce(id, 'a', 'l'));

    var reply = client.ask(announce(id, 'a', 'm'));

    assertThat(reply.getInt(12)).as("leechers").isEqualTo(2);
    assertThat(reply.getInt(16)).as("seeders").isEqualTo(1);
    assertThat(reply.remaining()).isEqualTo(20 + 2 * 6);
    assertThat(hex(reply)).endsWith("7f00000117e3" + "7f00000117dc"); // s, l
  }

  @Test
  @DisplayName("U19: seeders do not get seeders")
  void seedersNeedNoSeeders() throws IOException {
    client.ask(announce(id, 'a', 's').putLong(LEFT, 0));

    assertThat(client.ask(announce(id, 'a', 't').putLong(LEFT, 0)).remaining()).isEqualTo(20);
  }

  @Test
  @DisplayName("U9: the packet's family decides; IPv4 through a socket of both has 6 bytes a peer")
  void eachFamilyHasItsLayout() throws IOException {
    client.ask(announce(id, 'a', 's').putLong(LEFT, 0));
    ipv6.ask(announce(ipv6Id, 'a', 't').putLong(LEFT, 0));

    var reply = client.ask(announce(id, 'a', 'p'));
    var ipv6Reply = ipv6.ask(announce(ipv6Id, 'a', 'q'));

    assertThat(reply.remaining()).isEqualTo(20 + 6);
    assertThat(ipv6Reply.remaining()).isEqualTo(20 + 18);
    assertThat(hex(ipv6Reply)).endsWith("0".repeat(31) + "1" + "17e4");
    assertThat(ipv6Reply.getInt(16)).as("seeders of both").isEqualTo(2);
  }

  @Test
  @DisplayName("U11, U12: the peer is at the packet's address and the field's port")
  void theAddressIsTheSourceAndThePortIsSaid() throws IOException {
    client.ask(announce(id, 'a', 's').putInt(ADDRESS, 0x01020304).putLong(LEFT, 0));

    assertThat(hex(client.ask(announce(id, 'a', 'p')))).endsWith("7f00000117e3");
    assertThat(host.log().getFirst().getClaimedAddresses()).hasSize(1);
  }

  @Test
  @DisplayName("U16, X9: the same announce twice is one peer and one download")
  void anAnnounceThatComesTwiceCountsOnce() throws IOException {
    var request = announce(id, 'a', 's').putLong(LEFT, 0).putInt(EVENT, COMPLETED);

    var first = client.ask(request);
    var second = client.ask(request);

    assertThat(hex(second).substring(24)).isEqualTo(hex(first).substring(24));
    var scraped = client.ask(scrape(id, "a"));
    assertThat(scraped.getInt(8)).as("seeders").isEqualTo(1);
    assertThat(scraped.getInt(12)).as("completed").isEqualTo(1);
    assertThat(scraped.getInt(16)).as("leechers").isZero();
  }

  @Test
  @DisplayName("U17: one session over both families is counted once and listed in each")
  void aSessionOverBothFamiliesCountsOnce() throws IOException {
    client.ask(announce(id, 'a', 's').putLong(LEFT, 0).putInt(88, 5));

    ipv6.ask(announce(ipv6Id, 'a', 's').putLong(LEFT, 0).putInt(88, 5));

    assertThat(client.ask(scrape(id, "a")).getInt(8)).isEqualTo(1);
    assertThat(client.ask(announce(id, 'a', 'p')).remaining()).isEqualTo(20 + 6);
    assertThat(ipv6.ask(announce(ipv6Id, 'a', 'q')).remaining()).isEqualTo(20 + 18);
  }

  @Test
  @DisplayName("U18: stopped is answered without peers, and the peer is gone")
  void whoStopsIsAnswered() throws IOException {
    client.ask(announce(id, 'a', 's').putLong(LEFT, 0));
    client.ask(announce(id, 'a', 'p'));

    var reply = client.ask(announce(id, 'a', 'p').putInt(EVENT, STOPPED));

    assertThat(reply.getInt(0)).isEqualTo(1);
    assertThat(reply.remaining()).isEqualTo(20);
    assertThat(reply.getInt(12)).as("leechers").isZero();
  }

  @Test
  @DisplayName("U18: stopped is answered well even where others are refused")
  void whoStopsIsNotRefused() throws IOException {
    host.deny(infoHash('a'));

    assertThat(client.ask(announce(id, 'a', 'p').putInt(EVENT, STOPPED)).getInt(0)).isEqualTo(1);
    var refusal = client.ask(announce(id, 'a', 'p'));
    assertThat(refusal.getInt(0)).isEqualTo(3);
    assertThat(text(refusal)).isEqualTo("this torrent is not allowed here");
  }

  @ParameterizedTest(name = "U18: of 90 peers, who wants {0} gets {1} in 508 bytes")
  @CsvSource({"0, 0", "1, 1", "-1, 50", "-2147483648, 50", "81, 81", "82, 81", "2147483647, 81"})
  void asManyPeersAsAreWantedAndFit(int wanted, int listed) throws IOException {
    for (int peer = 0; peer < 90; peer++) {
      client.ask(announce(id, 'a', (char) (100 + peer)).putInt(NUM_WANT, 0));
    }

    var reply = client.ask(announce(id, 'a', '!').putInt(NUM_WANT, wanted));

    assertThat((reply.remaining() - 20) / 6).isEqualTo(listed);
    assertThat(reply.remaining()).isLessThanOrEqualTo(508);
  }

  @ParameterizedTest(name = "U20: a peer at port {0} is counted and not handed out")
  @ValueSource(ints = {0, 1})
  void aPeerThatCannotBeReachedIsNotHandedOut(int port) throws IOException {
    client.ask(announce(id, 'a', 's').putLong(LEFT, 0).putShort(PORT, (short) port));

    var reply = client.ask(announce(id, 'a', 'p'));

    assertThat(reply.getInt(16)).as("seeders").isEqualTo(1);
    assertThat(reply.remaining()).isEqualTo(20);
  }

  @ParameterizedTest(name = "U7: event {0} is read as {1}")
  @CsvSource({"4, PAUSED", "5, NONE", "-1, NONE"})
  void anEventThatIsNotInBep15DoesNotFail(int event, AnnounceEvent read) throws IOException {
    assertThat(client.ask(announce(id, 'a', 'p').putInt(EVENT, event)).getInt(0)).isEqualTo(1);
    assertThat(host.log()).extracting(Announced::getEvent).containsExactly(read);
  }

  @ParameterizedTest(name = "U6: with {0} left it is a leecher")
  @ValueSource(longs = {16_384, Long.MAX_VALUE, -1})
  void whoDoesNotKnowWhatIsLeftIsALeecher(long left) throws IOException {
    assertThat(client.ask(announce(id, 'a', 'p').putLong(LEFT, left)).getInt(12)).isEqualTo(1);
  }

  private static String text(ByteBuffer error) {
    return US_ASCII.decode(error.slice(8, error.remaining() - 8)).toString();
  }
}
