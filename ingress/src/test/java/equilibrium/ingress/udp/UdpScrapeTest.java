package equilibrium.ingress.udp;

import static equilibrium.testing.client.TrackerClient.IPV4;
import static equilibrium.testing.client.UdpRequests.EVENT;
import static equilibrium.testing.client.UdpRequests.LEFT;
import static equilibrium.testing.client.UdpRequests.announce;
import static equilibrium.testing.client.UdpRequests.hex;
import static equilibrium.testing.client.UdpRequests.scrape;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.testing.client.UdpClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scrapes of BEP 15: docs/protocol.md U1, U13, U14 on real sockets. */
class UdpScrapeTest {
  private static final String V7 =
      "c0ffee00112233440000000201020304101112131415161718191a1b1c1d1e1f20212223"
          + "0000000000000000000000000000000000000000";

  @AutoClose private final UdpHost host = new UdpHost(Map.of());
  @AutoClose private final UdpClient client = host.client(IPV4);
  private long id;

  @BeforeEach
  void begin() throws IOException {
    id = client.connect();
  }

  @Test
  @DisplayName("U13, V7, V8: seeders, completed, leechers of each hash in its place")
  void eachHashIsAnsweredInItsPlace() throws IOException {
    client.ask(announce(id, 'a', 's').putLong(LEFT, 0).putInt(EVENT, 1));
    client.ask(announce(id, 'a', 'p'));
    client.ask(announce(id, 'a', 'q'));

    var reply = client.ask(scrape(id, "axa"));

    assertThat(hex(reply))
        .isEqualTo(
            "0000000200000008"
                + "000000010000000100000002"
                + "000000000000000000000000"
                + "000000010000000100000002");
  }

  @Test
  @DisplayName("V7, V8: the golden vectors, byte for byte")
  void goldenVectors() throws IOException {
    for (char peer = 'A'; peer < 'A' + 17; peer++) {
      client.ask(golden(peer).putLong(LEFT, 0).putInt(EVENT, 1));
    }
    for (char peer = 'D'; peer < 'A' + 17; peer++) {
      client.ask(golden(peer).putInt(EVENT, 3));
    }
    for (char peer = 'a'; peer < 'a' + 5; peer++) {
      client.ask(golden(peer));
    }
    var v7 = HexFormat.of().parseHex(V7);

    var reply = client.ask(ByteBuffer.wrap(v7).putLong(0, id));

    assertThat(hex(reply))
        .isEqualTo("0000000201020304000000030000001100000005000000000000000000000000");
  }

  private ByteBuffer golden(char peer) {
    return announce(id, 'a', peer).put(16, HexFormat.of().parseHex(V7.substring(32, 72)));
  }

  @ParameterizedTest(name = "O5: behind a scrape, {0} is no option")
  @ValueSource(strings = {"02052f6b3379", "0101010100", "02ff"})
  void onlyAnnouncesHaveOptions(String options) throws IOException {
    client.ask(announce(id, 'a', 'p'));
    var request = HexFormat.of().formatHex(scrape(id, "a").array()) + options;

    var reply = client.ask(ByteBuffer.wrap(HexFormat.of().parseHex(request)));

    assertThat(hex(reply)).isEqualTo("0000000200000008" + "000000000000000000000001");
  }

  @ParameterizedTest(name = "U1, U13: {0} bytes behind the header are {1} hashes")
  @CsvSource({"0, 0", "19, 0", "20, 1", "39, 1", "1480, 74", "2000, 100", "2020, 100"})
  void whatIsNoWholeHashIsIgnored(int bytes, int hashes) throws IOException {
    var reply = client.ask(ByteBuffer.allocate(16 + bytes).putLong(id).putInt(2).putInt(8));

    assertThat(reply.remaining()).isEqualTo(8 + 12 * hashes);
  }

  @Test
  @DisplayName("U14: a scrape makes nobody a peer and writes nothing down")
  void aScrapeHasNoEffect() throws IOException {
    client.ask(scrape(id, "a"));

    assertThat(hex(client.ask(scrape(id, "a")))).endsWith("0".repeat(24));
    assertThat(host.log()).isEmpty();
  }
}
