package equilibrium.peer;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.peer.ReplicatedPackets.Identity;
import equilibrium.peer.ReplicatedPackets.Reply;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packets against the vectors of docs/protocol.md 1.4. */
class ReplicatedPacketsTest {
  private static final int TRANSACTION = 0x01020304;
  private static final long ID = 0xc0ffee0011223344L;
  private static final byte[] HASH = hex("101112131415161718191a1b1c1d1e1f20212223");
  private static final Identity PEER = new Identity("-XX0001-abcdefghijkl", 0xdeadbeef, 6881);

  @Test
  @DisplayName("S1: a connect has the magic of the document")
  void aConnect() {
    assertThat(hex(ReplicatedPackets.connect(TRANSACTION)))
        .isEqualTo("fee1deadbaadbeef0000000001020304");
  }

  @Test
  @DisplayName("S3: an announce has 74 bytes")
  void anAnnounce() {
    assertThat(hex(ReplicatedPackets.announce(ID, TRANSACTION, HASH, 2, PEER)))
        .isEqualTo(
            "c0ffee00112233440000000101020304101112131415161718191a1b1c1d1e1f20212223"
                + "2d5858303030312d6162636465666768696a6b6c0000000200000000deadbeefffffffff1ae1");
  }

  @Test
  @DisplayName("S7: a scrape names what the peer has")
  void aScrape() {
    assertThat(hex(ReplicatedPackets.scrape(ID, TRANSACTION, List.of(HASH, new byte[20]))))
        .isEqualTo(
            "c0ffee0011223344000000020102030400000002101112131415161718191a1b1c1d1e1f20212223"
                + "0000000000000000000000000000000000000000");
  }

  @Test
  @DisplayName("S2, S5, S8, S9: each reply is read")
  void replies() {
    assertThat(reply("0000000001020304c0ffee0011223344", ReplicatedPackets.CONNECT))
        .isEqualTo(new Reply.Connected(ID));
    assertThat(
            reply(
                "000000010102030400000708000000020a0000011ae1c0000207c8d5",
                ReplicatedPackets.ANNOUNCE))
        .isEqualTo(
            new Reply.Announced(
                1800,
                List.of(
                    new InetSocketAddress("10.0.0.1", 6881),
                    new InetSocketAddress("192.0.2.7", 51_413))));
    assertThat(reply("0000000201020304", ReplicatedPackets.SCRAPE)).isEqualTo(new Reply.Scraped());
    assertThat(reply("00000003010203044241445f434f4e4e", ReplicatedPackets.ANNOUNCE))
        .isEqualTo(new Reply.Refused("BAD_CONN"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "another transaction, 0000000101020305000007080000000000",
    "another action, 0000000201020304",
    "too short, 00000001010203040000070800",
    "a peer less than it says, 000000010102030400000708000000020a0000011ae1",
    "a peer more than it says, 000000010102030400000708000000000a0000011ae1",
    "a byte more, 0000000101020304000007080000000000",
    "a negative count, 000000010102030400000708ffffffff",
    "a negative interval, 0000000101020304ffffffff00000000",
    "an error of 9 letters, 00000003010203044241445f434f4e4e21",
    "nothing, ''",
  })
  void whatIsNoReplyIsIgnored(String what, String bytes) {
    assertThat(reply(bytes, ReplicatedPackets.ANNOUNCE)).as(what).isNull();
  }

  @Test
  @DisplayName("D4: 82 peers are read, 83 are not")
  void eightyTwoPeersAtMost() {
    for (int count : new int[] {82, 83}) {
      var packet = ByteBuffer.allocate(16 + 6 * count).putInt(1).putInt(TRANSACTION).putInt(1800);
      packet.putInt(count).rewind();

      var read = ReplicatedPackets.reply(packet, ReplicatedPackets.ANNOUNCE, TRANSACTION);

      assertThat(read != null).isEqualTo(count == 82);
    }
  }

  @Test
  void randomBytesAreNeverAnError() {
    var random = new SplittableRandom(1);
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      var packet = ByteBuffer.wrap(bytes);
      if (bytes.length >= 8) {
        packet.putInt(0, random.nextInt(4)).putInt(4, TRANSACTION);
      }

      var _ = ReplicatedPackets.reply(packet, random.nextInt(3), TRANSACTION);
    }
  }

  private static @Nullable Object reply(String bytes, int action) {
    return ReplicatedPackets.reply(ByteBuffer.wrap(hex(bytes)), action, TRANSACTION);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private static String hex(ByteBuffer packet) {
    byte[] bytes = new byte[packet.remaining()];
    packet.get(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
