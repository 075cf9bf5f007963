package equilibrium.ingress.udp;

import static equilibrium.ingress.udp.UdpClient.BEP_15;
import static equilibrium.ingress.udp.UdpClient.EVENT;
import static equilibrium.ingress.udp.UdpClient.IPV4;
import static equilibrium.ingress.udp.UdpClient.LEFT;
import static equilibrium.ingress.udp.UdpClient.announce;
import static equilibrium.ingress.udp.UdpClient.hex;
import static equilibrium.ingress.udp.UdpClient.scrape;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.UdpHost;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scrapes of BEP 15: protocol U1, U13, U14 on real sockets. */
class UdpScrapeTest {
  @TempDir Path folder;

  private UdpHost host;
  private UdpClient client;
  private long id;

  @BeforeEach
  void open() throws IOException {
    host = new UdpHost(folder, Map.of());
    client = new UdpClient(host, IPV4);
    id = client.connect(BEP_15);
  }

  @AfterEach
  void close() {
    client.close();
    host.close();
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
