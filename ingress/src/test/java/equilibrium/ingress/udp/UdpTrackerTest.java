package equilibrium.ingress.udp;

import static equilibrium.testing.client.TrackerClient.IPV4;
import static equilibrium.testing.client.UdpRequests.BEP_15;
import static equilibrium.testing.client.UdpRequests.LEFT;
import static equilibrium.testing.client.UdpRequests.PORT;
import static equilibrium.testing.client.UdpRequests.announce;
import static equilibrium.testing.client.UdpRequests.connect;
import static equilibrium.testing.client.UdpRequests.scrape;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.testing.client.UdpClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The main path over UDP on a real socket; only the log behind it is a list. */
class UdpTrackerTest {
  @AutoClose private final UdpHost host = new UdpHost(Map.of());
  @AutoClose private final UdpClient client = host.client(IPV4);

  @Test
  void aClientConnectsAnnouncesAndScrapes() throws IOException {
    long id = client.connect();
    client.ask(announce(id, 'a', 's').putLong(LEFT, 0).putShort(PORT, (short) 6881));

    var announced = client.ask(announce(id, 'a', 'l'));
    var scraped = client.ask(scrape(id, "a"));

    assertThat(announced.remaining()).isEqualTo(26);
    assertThat(announced.getInt(0)).isEqualTo(1);
    assertThat(announced.getInt(4)).isEqualTo(7);
    assertThat(announced.getInt(12)).as("leechers").isEqualTo(1);
    assertThat(announced.getInt(16)).as("seeders").isEqualTo(1);
    assertThat(announced.getShort(24)).isEqualTo((short) 6881);
    assertThat(scraped.getInt(8)).as("seeders").isEqualTo(1);
    assertThat(scraped.getInt(16)).as("leechers").isEqualTo(1);
  }

  @Test
  void anAnswerThatIsNotRecordedHasTheReservedInterval() throws IOException {
    host.loseTheLog();

    assertThat(client.ask(announce(client.connect(), 'a', 'l')).getInt(8)).isEqualTo(301);
  }

  @Test
  void anAddressThatIsNotProvenGetsSilence() throws IOException {
    for (var request :
        List.of(announce(12345, 'a', 'l'), ByteBuffer.allocate(15), ByteBuffer.allocate(16))) {
      client.send(request);
    }

    assertThat(client.ask(connect(BEP_15, 3)).getInt(0))
        .as("only the connect is answered")
        .isZero();
  }
}
