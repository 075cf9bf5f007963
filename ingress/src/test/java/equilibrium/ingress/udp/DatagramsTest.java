package equilibrium.ingress.udp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.Addresses;
import equilibrium.ingress.Announce.Counters;
import equilibrium.ingress.Announce.Source;
import equilibrium.ingress.Outcome.Waits;
import equilibrium.ingress.swarm.Clients;
import equilibrium.ingress.swarm.Family;
import equilibrium.ingress.swarm.Swarms;
import equilibrium.ingress.swarm.Visit;
import equilibrium.ingress.swarm.Visit.Role;
import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Transport;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The golden vectors of BEP 15 (protocol 1.4). */
class DatagramsTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final int TRANSACTION = 0x01020304;
  private static final Source SOURCE =
      new Source(Addresses.of(new byte[] {127, 0, 0, 1}), Transport.UDP, false);
  private static final String ANNOUNCE =
      "c0ffee00112233440000000101020304101112131415161718191a1b1c1d1e1f20212223"
          + "2d5858303030312d6162636465666768696a6b6c0000000000000000000000000010000000000000"
          + "000000000000000200000000deadbeefffffffff1ae1";

  @Test
  void aConnectIsAnsweredInSixteenBytes() {
    assertThat(hex(Datagrams.connected(TRANSACTION, 0xc0ffee0011223344L)))
        .isEqualTo("0000000001020304c0ffee0011223344");
  }

  @Test
  void anAnnounceIsReadFieldByField() {
    var announce = Datagrams.announce(bytes(ANNOUNCE), SOURCE);

    assertThat(HEX.formatHex(announce.infoHash().bytes()))
        .isEqualTo("101112131415161718191a1b1c1d1e1f20212223");
    assertThat(new String(announce.peerId().bytes(), US_ASCII)).isEqualTo("-XX0001-abcdefghijkl");
    assertThat(announce.counters()).isEqualTo(new Counters(0L, 0L, 1_048_576L, null, null));
    assertThat(announce.event()).isEqualTo(AnnounceEvent.STARTED);
    assertThat(announce.claimed()).isEmpty();
    assertThat(announce.key()).isEqualTo(0xdeadbeef);
    assertThat(announce.numWant()).isEqualTo(-1);
    assertThat(announce.port()).isEqualTo(6881);
    assertThat(announce.announceKey()).isNull();
  }

  @Test
  void urlDataBehindAnAnnounceHoldsTheKey() {
    var path = "/k3y/announce?x=y".getBytes(US_ASCII);
    var options = "0102%02x%s00ff".formatted(path.length, HEX.formatHex(path));

    assertThat(Datagrams.announce(bytes(ANNOUNCE + options), SOURCE).announceKey())
        .isEqualTo("k3y");
  }

  @Test
  void anAnnounceIsAnsweredInTheLayoutOfItsFamily() {
    var visit = new Visit();
    var swarms = new Swarms(new Clients(10), 10, 10, 900_000);
    enter(swarms, visit, new byte[] {10, 0, 0, 1}, 6881, Role.LEECHER);
    enter(swarms, visit, new byte[] {(byte) 192, 0, 2, 7}, 51_413, Role.SEEDER);
    enter(swarms, visit, new byte[] {1, 2, 3, 4}, 9999, Role.LEECHER);
    visit.leechers--; // the vector does not count the asker

    var reply = hex(Datagrams.announced(TRANSACTION, new Waits(1800, 900), visit));

    assertThat(reply)
        .isEqualTo("0000000101020304000007080000000100000001" + "c0000207c8d5" + "0a0000011ae1");
    visit.peers.clear();
    visit.family = Family.IPV6;
    assertThat(hex(Datagrams.announced(TRANSACTION, new Waits(1800, 900), visit))).hasSize(40);
  }

  private static void enter(Swarms swarms, Visit visit, byte[] address, int port, Role role) {
    System.arraycopy(address, 0, visit.address, 0, 4);
    visit.peerId[0] = address[0];
    visit.port = port;
    visit.role = role;
    visit.atMs = 1_800_000_000_000L;
    visit.wanted = 50;
    swarms.announce(visit);
  }

  @Test
  void anUnrecordedAnswerSaysSoByItsInterval() {
    var visit = new Visit();

    var reply = Datagrams.unrecorded(Datagrams.announced(1, new Waits(1800, 900), visit));

    assertThat(reply.getInt(8)).isEqualTo(301);
  }

  @Test
  void anErrorIsItsText() {
    assertThat(hex(Datagrams.error(TRANSACTION, "Torrent not registered")))
        .isEqualTo("0000000301020304546f7272656e74206e6f742072656769737465726564");
  }

  private static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(HEX.parseHex(hex));
  }

  private static String hex(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return HEX.formatHex(bytes);
  }
}
