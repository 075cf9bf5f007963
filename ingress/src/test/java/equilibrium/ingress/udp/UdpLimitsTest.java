package equilibrium.ingress.udp;

import static equilibrium.testing.client.TrackerClient.IPV4;
import static equilibrium.testing.client.UdpRequests.BEP_15;
import static equilibrium.testing.client.UdpRequests.EVENT;
import static equilibrium.testing.client.UdpRequests.LEFT;
import static equilibrium.testing.client.UdpRequests.announce;
import static equilibrium.testing.client.UdpRequests.connect;
import static equilibrium.testing.client.UdpRequests.scrape;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.ingress.net.Addresses;
import equilibrium.schemas.event.Transport;
import equilibrium.testing.client.UdpClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What is answered over UDP when there is too much of something. */
class UdpLimitsTest {
  private static final int CONNECTED = 0;
  private static final int ANNOUNCED = 1;
  private static final int SCRAPED = 2;
  private static final int STOPPED = 3;

  private static final long NOW = System.currentTimeMillis();

  /** Its clock stands, so that no budget grows. */
  @AutoClose private final UdpHost host = new UdpHost(Map.of(), () -> NOW);

  @AutoClose private final UdpClient client = host.client(IPV4);

  @Test
  void tooManyRequestsAreSilence() throws IOException {
    host.rule(Map.of("limits.requests-per-address", "1", "limits.requests-per-address-burst", "1"));
    long id = client.connect();
    assertThat(client.ask(seeder(id, 'a')).getInt(0)).isEqualTo(ANNOUNCED);

    client.send(seeder(id, 'a'));
    client.send(scrape(id, "a"));

    assertThat(client.ask(connect(BEP_15, 3)).getInt(0)).as("only that").isEqualTo(CONNECTED);
    assertThat(client.ask(seeder(id, 'a').putInt(EVENT, STOPPED)).getInt(0))
        .as("stopped is answered")
        .isEqualTo(ANNOUNCED);
    assertThat(count("limited")).isEqualTo(2);
  }

  @Test
  void connectsHaveABudgetOfTheirOwn() throws IOException {
    host.rule(Map.of("limits.connects-per-address", "1", "limits.connects-per-address-burst", "1"));
    long id = client.connect();

    client.send(connect(BEP_15, 3));

    assertThat(client.ask(scrape(id, "a")).getInt(0)).as("only the scrape").isEqualTo(SCRAPED);
    assertThat(count("limited")).isOne();
  }

  @Test
  void anEarlyAnnounceIsAnsweredWithCountsAlone() throws IOException {
    host.rule(Map.of("limits.early-announces", "0"));
    long id = client.connect();
    client.ask(announce(id, 'a', 'l'));
    assertThat(client.ask(seeder(id, 'a')).remaining()).as("with a peer").isEqualTo(26);

    var reply = client.ask(seeder(id, 'a'));

    assertThat(reply.remaining()).isEqualTo(20);
    assertThat(reply.getInt(8)).as("interval").isGreaterThan(600);
    assertThat(reply.getInt(16)).as("seeders").isOne();
    assertThat(host.log()).hasSize(3);
    assertThat(count("early")).isOne();
  }

  @Test
  void anAnnounceThatIsNotAdmittedHasTheReservedInterval() throws IOException {
    host.rule(Map.of("limits.swarms", "1"));
    long id = client.connect();
    client.ask(seeder(id, 'a'));

    assertThat(client.ask(seeder(id, 'c')).getInt(8)).isEqualTo(301);

    assertThat(host.log()).hasSize(1);
    assertThat(count("not-admitted")).isOne();
  }

  @Test
  void guessingConnectionIdsBansTheGuessesAndNobodyElse() throws IOException {
    host.rule(Map.of("limits.forged-ids-per-address", "5"));
    long good = client.connect();
    for (int guess = 1; guess <= 20; guess++) {
      client.send(seeder(good ^ guess, 'a'));
    }

    assertThat(client.ask(seeder(good, 'a')).getInt(0))
        .as("its id is still good")
        .isEqualTo(ANNOUNCED);
    assertThat(client.ask(seeder(client.connect(), 'a')).getInt(0))
        .as("and it gets new ones")
        .isEqualTo(ANNOUNCED);
    assertThat(count("unproven")).isEqualTo(6);
    assertThat(count("banned")).isEqualTo(14);
  }

  @Test
  void idsThatAreTooOldAreNoGuesses() throws IOException {
    host.rule(Map.of("limits.forged-ids-per-address", "5"));
    long old = System.currentTimeMillis() / 1000 - 300;
    var address = ByteBuffer.wrap(Addresses.of(IPV4).bytes());
    long mac = host.secret().sign(address.getLong(), address.getLong(), old) & 0xffff_ffff_ffffL;
    for (int i = 0; i < 20; i++) {
      client.send(seeder((old & 0x7fff) << 48 | mac, 'a'));
    }
    var _ = client.connect();

    assertThat(count("stale")).isEqualTo(20);
    assertThat(count("banned")).isZero();
  }

  private static ByteBuffer seeder(long id, char torrent) {
    return announce(id, torrent, 's').putLong(LEFT, 0);
  }

  private long count(String end) {
    return host.count(Transport.UDP, end);
  }
}
