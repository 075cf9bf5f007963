package equilibrium.ingress.udp;

import static equilibrium.testing.client.UdpRequests.bytes;
import static equilibrium.testing.client.UdpRequests.hex;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.announce.Said;
import equilibrium.ingress.swarm.Family;
import equilibrium.ingress.swarm.Role;
import equilibrium.ingress.udp.ReplicatedDatagrams.Trouble;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Transport;
import equilibrium.testing.client.UdpRequests;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The layouts of the replicated-tracker document against the vectors of docs/protocol.md 1.4. */
class ReplicatedDatagramsTest {
  private static final int TRANSACTION = 0x01020304;
  private static final String ANNOUNCE =
      "c0ffee00112233440000000101020304101112131415161718191a1b1c1d1e1f20212223"
          + "2d5858303030312d6162636465666768696a6b6c0000000200000000deadbeef000000321ae1";
  private static final String SCRAPE =
      "c0ffee0011223344000000020102030400000002101112131415161718191a1b1c1d1e1f20212223"
          + "0000000000000000000000000000000000000000";

  private final ReplicatedDatagrams datagrams = new ReplicatedDatagrams();

  @Test
  @DisplayName("S1, S2: a connect has a magic of its own and is answered as in BEP 15")
  void aConnectHasAMagicOfItsOwn() {
    assertThat(hex(UdpRequests.connect(datagrams.magic(), TRANSACTION).flip()))
        .isEqualTo("fee1deadbaadbeef0000000001020304");
    assertThat(hex(Dialect.connected(TRANSACTION, 0xc0ffee0011223344L)))
        .isEqualTo("0000000001020304c0ffee0011223344");
  }

  @Test
  @DisplayName("S3: an announce is read field by field; it has no counters")
  void anAnnounceIsReadFieldByField() {
    assertThat(datagrams.isAnnounce(ANNOUNCE.length() / 2)).isTrue();

    var announce = read(bytes(ANNOUNCE));

    assertThat(HexFormat.of().formatHex(announce.infoHash().bytes()))
        .isEqualTo("101112131415161718191a1b1c1d1e1f20212223");
    assertThat(new String(announce.peerId().bytes(), US_ASCII)).isEqualTo("-XX0001-abcdefghijkl");
    assertThat(Said.of(announce).isWithoutCounters()).isTrue();
    assertThat(announce.transport()).isEqualTo(Transport.UDP_REPLICATED);
    assertThat(announce.event()).isEqualTo(AnnounceEvent.STARTED);
    assertThat(announce.claims()).isZero();
    assertThat(announce.key()).isEqualTo(0xdeadbeef);
    assertThat(announce.numWant()).isEqualTo(50);
    assertThat(announce.port()).isEqualTo(6881);
  }

  private Announce read(ByteBuffer request) {
    var announce = new Announce();
    datagrams.read(request, announce);
    return announce;
  }

  @ParameterizedTest(name = "D11: the address {0} is the source")
  @ValueSource(ints = {0, -1})
  void noAddressIsTheSource(int address) {
    var request = bytes(ANNOUNCE).putInt(60, address).putInt(68, -1);

    assertThat(read(request).claims()).isZero();
    assertThat(read(request).numWant()).isEqualTo(-1);
  }

  @ParameterizedTest(name = "D2: {0} bytes are an announce: {1}")
  @CsvSource({"73, false", "74, true", "97, true", "98, false"})
  void theLengthDistinguishesTheDialects(int bytes, boolean announce) {
    assertThat(datagrams.isAnnounce(bytes)).isEqualTo(announce);
    assertThat(new Datagrams().isAnnounce(bytes)).isEqualTo(bytes >= 98);
  }

  @Test
  @DisplayName("S5: the reply says how many peers it has, and nothing of the swarm")
  void theReplyCountsItsPeers() {
    var found = SwarmReply.of("10.0.0.1", 6881, Role.SEEDER, "192.0.2.7", 51_413, Role.LEECHER);

    var reply = ByteBuffer.allocate(508);
    datagrams.announced(reply, TRANSACTION, 1800, Family.IPV4, found);

    assertThat(hex(reply)).isEqualTo("000000010102030400000708000000020a0000011ae1c0000207c8d5");
  }

  @ParameterizedTest(name = "D4: {0} bytes hold {1} peers")
  @CsvSource({"508, 82", "1472, 82", "98, 13"})
  void aReplyHoldsEightyTwoPeersAtMost(int payload, int peers) {
    assertThat(datagrams.mostPeers(Family.IPV4, payload)).isEqualTo(peers);
  }

  @Test
  @DisplayName("S7: a scrape lists what the peer has")
  void aScrapeListsWhatThePeerHas() {
    byte[] first = Arrays.copyOfRange(HexFormat.of().parseHex(SCRAPE), 20, 40);

    assertThat(datagrams.hashes(bytes(SCRAPE)))
        .containsExactly(new InfoHash(first), new InfoHash(new byte[20]));
  }

  @ParameterizedTest(name = "D5: {0} hashes said, {1} bytes sent: well-formed: {2}")
  @CsvSource({
    "0, 20, true",
    "24, 500, true",
    "25, 520, false",
    "1, 20, false",
    "1, 36, false", // as long as one of BEP 15
    "1, 41, false",
    "2, 40, false",
    "-1, 20, false",
    "214748365, 24, false", // times 20 is 4 in 32 bits
    "0, 16, false"
  })
  void aScrapeIsAsLongAsItSays(int hashes, int bytes, boolean good) {
    byte[] request = new byte[bytes];
    var scrape = ByteBuffer.wrap(request);
    if (bytes >= 20) {
      scrape.putInt(16, hashes);
    }

    assertThat(datagrams.hashes(scrape) != null).isEqualTo(good);
  }

  @Test
  @DisplayName("S8: a scrape is acknowledged in 8 bytes")
  void aScrapeIsAcknowledged() {
    assertThat(hex(datagrams.scraped(TRANSACTION))).isEqualTo("0000000201020304");
  }

  @Test
  @DisplayName("S9: an error is 16 bytes")
  void anErrorIsSixteenBytes() {
    assertThat(hex(Dialect.error(TRANSACTION, "BAD_CONN".getBytes(US_ASCII))))
        .isEqualTo("00000003010203044241445f434f4e4e");
    assertThat(hex(datagrams.refused(TRANSACTION, "a long reason")))
        .isEqualTo("0000000301020304" + HexFormat.of().formatHex("NOTALLOW".getBytes(US_ASCII)));
  }

  @ParameterizedTest(name = "D7: {0} has 8 letters")
  @EnumSource
  void everyErrorHasEightLetters(Trouble trouble) {
    assertThat(datagrams.error(TRANSACTION, trouble).remaining()).isEqualTo(16);
  }
}
