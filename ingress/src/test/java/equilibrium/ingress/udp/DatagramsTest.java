package equilibrium.ingress.udp;

import static equilibrium.testing.client.UdpRequests.bytes;
import static equilibrium.testing.client.UdpRequests.hex;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.announce.Announce;
import equilibrium.ingress.announce.Said;
import equilibrium.ingress.swarm.Family;
import equilibrium.ingress.swarm.Found;
import equilibrium.ingress.swarm.Role;
import equilibrium.schemas.ClientIds;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Transport;
import equilibrium.testing.client.UdpRequests;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The layouts of BEP 15 against the golden vectors of docs/protocol.md 1.4. */
class DatagramsTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final int TRANSACTION = 0x01020304;
  private static final String ANNOUNCE =
      "c0ffee00112233440000000101020304101112131415161718191a1b1c1d1e1f20212223"
          + "2d5858303030312d6162636465666768696a6b6c0000000000000000000000000010000000000000"
          + "000000000000000200000000deadbeefffffffff1ae1";

  private final Datagrams datagrams = new Datagrams();

  @Test
  @DisplayName("V1, V2, U2, U3: a connect is answered in 16 bytes")
  void aConnectIsAnsweredInSixteenBytes() {
    assertThat(hex(UdpRequests.connect(datagrams.magic(), TRANSACTION).flip()))
        .isEqualTo("00000417271019800000000001020304");
    assertThat(hex(Dialect.connected(TRANSACTION, 0xc0ffee0011223344L)))
        .isEqualTo("0000000001020304c0ffee0011223344");
  }

  @Test
  @DisplayName("V3, U6: an announce is read field by field")
  void anAnnounceIsReadFieldByField() {
    var announce = read(bytes(ANNOUNCE));

    assertThat(HEX.formatHex(announce.infoHash().bytes()))
        .isEqualTo("101112131415161718191a1b1c1d1e1f20212223");
    assertThat(new String(announce.peerId().bytes(), US_ASCII)).isEqualTo("-XX0001-abcdefghijkl");
    assertThat(announce.uploaded()).isZero();
    assertThat(announce.downloaded()).isZero();
    assertThat(announce.left()).isEqualTo(1_048_576);
    assertThat(announce.corrupt()).isEqualTo(Announce.NOT_SAID);
    assertThat(announce.redundant()).isEqualTo(Announce.NOT_SAID);
    assertThat(announce.transport()).isEqualTo(Transport.UDP);
    assertThat(announce.event()).isEqualTo(AnnounceEvent.STARTED);
    assertThat(announce.claims()).isZero();
    assertThat(announce.key()).isEqualTo(0xdeadbeef);
    assertThat(announce.numWant()).isEqualTo(-1);
    assertThat(announce.port()).isEqualTo(6881);
    assertThat(announce.announceKey().isSent()).isFalse();
  }

  @Test
  @DisplayName("V4, U1, O1: options behind an announce change nothing else")
  void optionsChangeNothingElse() {
    var plain = read(bytes(ANNOUNCE));

    var announce = read(bytes(ANNOUNCE + "020c2f6469723f613d6226633d64"));

    assertThat(Said.of(announce)).isEqualTo(Said.of(plain));
  }

  @Test
  @DisplayName("O1: URL data behind an announce holds the key")
  void urlDataBehindAnAnnounceHoldsTheKey() {
    var path = "/k3y/announce?x=y".getBytes(US_ASCII);
    var options = "0102%02x%s00ff".formatted(path.length, HEX.formatHex(path));

    assertThat(Said.of(read(bytes(ANNOUNCE + options))).announceKey())
        .isEqualTo(ClientIds.ofKey("k3y"));
  }

  private Announce read(ByteBuffer request) {
    var announce = new Announce();
    datagrams.read(request, announce);
    return announce;
  }

  private ByteBuffer announced(Family family, Found found) {
    var reply = ByteBuffer.allocate(508);
    datagrams.announced(reply, TRANSACTION, 1800, family, found);
    return reply;
  }

  @ParameterizedTest(name = "U7: event {0} is {1}")
  @CsvSource({
    "0, NONE",
    "1, COMPLETED",
    "2, STARTED",
    "3, STOPPED",
    "4, PAUSED",
    "5, NONE",
    "-1, NONE"
  })
  void unknownEventsAreNoEvent(int code, AnnounceEvent event) {
    var request = bytes(ANNOUNCE).putInt(80, code);

    assertThat(read(request).event()).isEqualTo(event);
  }

  @ParameterizedTest(name = "U6: a counter of {0} is known as {1}")
  @CsvSource(
      nullValues = "unknown",
      value = {
        "0, 0",
        "16384, 16384", // libtorrent without metadata
        "9223372036854775807, 9223372036854775807", // Transmission without metadata
        "-1, unknown", // 2^64-1: TorrServer without metadata
        "-9223372036854775808, unknown" // 2^63
      })
  void countersAboveTheirRangeAreNotSaid(long value, @Nullable Long known) {
    var request = bytes(ANNOUNCE).putLong(56, value).putLong(64, value).putLong(72, value);

    var announce = read(request);

    long said = known == null ? Announce.NOT_SAID : known;
    assertThat(announce.uploaded()).isEqualTo(said);
    assertThat(announce.downloaded()).isEqualTo(said);
    assertThat(announce.left()).isEqualTo(said);
  }

  @ParameterizedTest(name = "U6: {0} wanted is read as {1}")
  @CsvSource({"0, 0", "200, 200", "2147483647, 32767", "-1, -1", "-2147483648, -1"})
  void theNumberOfPeersIsReadAsOverHttp(int wanted, int read) {
    var request = bytes(ANNOUNCE).putInt(92, wanted);

    assertThat(read(request).numWant()).isEqualTo(read);
  }

  @Test
  @DisplayName("V5, U8, U10: leechers, seeders, six bytes a peer and nothing behind them")
  void anAnnounceIsAnsweredInTheLayoutOfItsFamily() {
    var found = SwarmReply.of("10.0.0.1", 6881, Role.SEEDER, "192.0.2.7", 51_413, Role.LEECHER);

    assertThat(hex(announced(Family.IPV4, found)))
        .isEqualTo(
            "000000010102030400000708" + "0000000100000001" + "0a0000011ae1" + "c0000207c8d5");
  }

  @Test
  @DisplayName("V6, U9, U10: IPv6 has 18 bytes a peer")
  void anIpv6AnnounceIsAnsweredInItsOwnLayout() {
    var found = SwarmReply.of("2001:db8::1", 6881, Role.SEEDER);

    assertThat(hex(announced(Family.IPV6, found)))
        .isEqualTo(
            "000000010102030400000708"
                + "0000000000000001"
                + "20010db80000000000000000000000011ae1");
  }

  @ParameterizedTest(name = "D4: {1} bytes hold {2} peers of {0}")
  @CsvSource({
    "IPV4, 508, 81",
    "IPV4, 1472, 242",
    "IPV6, 508, 27",
    "IPV6, 1472, 67" // what no path fragments
  })
  void aReplyKeepsToItsBudget(Family family, int payload, int peers) {
    assertThat(datagrams.mostPeers(family, payload)).isEqualTo(peers);
  }

  @Test
  void anUnrecordedAnswerSaysSoByItsInterval() {
    var reply = Dialect.unrecorded(announced(Family.IPV4, new Found()));

    assertThat(reply.getInt(8)).isEqualTo(301);
  }

  @Test
  @DisplayName("V9, U15: an error is its text, at least 8 bytes of it")
  void anErrorIsItsText() {
    assertThat(hex(datagrams.refused(TRANSACTION, "Torrent not registered")))
        .isEqualTo("0000000301020304546f7272656e74206e6f742072656769737465726564");
    assertThat(hex(datagrams.refused(TRANSACTION, "no")))
        .isEqualTo("00000003010203046e6f" + "20".repeat(6));
    assertThat(datagrams.refused(TRANSACTION, "long".repeat(999)).remaining()).isEqualTo(208);
    assertThat(datagrams.malformed(TRANSACTION).remaining()).isGreaterThanOrEqualTo(16);
  }
}
