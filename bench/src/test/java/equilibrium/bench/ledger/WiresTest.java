package equilibrium.bench.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What replies mean. */
class WiresTest {
  private static final String HEAD = "HTTP/1.0 200 OK\r\n\r\n";

  @Test
  void anHttpReplyCountsAsAcknowledgedOnlyWithoutReservation() {
    assertThat(HttpWire.outcome(HEAD + "d8:intervali1800e5:peers0:e")).isEqualTo(Outcome.ACKED);
    assertThat(
            HttpWire.outcome(HEAD + "d8:intervali1800e5:peers0:15:warning message12:not recordede"))
        .isEqualTo(Outcome.UNLOGGED);
    assertThat(HttpWire.outcome(HEAD + "d14:failure reason7:no swarme")).isEqualTo(Outcome.REFUSED);
  }

  @Test
  void anHttpReplyThatIsCutShortMeansNothing() {
    assertThat(HttpWire.outcome("")).isEqualTo(Outcome.UNKNOWN);
    assertThat(HttpWire.outcome(HEAD + "d8:intervali1800e5:peers6:")).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void aUdpReplyWithTheReservedIntervalIsNotAcknowledged() {
    assertThat(UdpWire.outcome(reply(1, 1_800))).isEqualTo(Outcome.ACKED);
    assertThat(UdpWire.outcome(reply(1, 301))).isEqualTo(Outcome.UNLOGGED);
    assertThat(UdpWire.outcome(reply(3, 1_800))).isEqualTo(Outcome.REFUSED);
    assertThat(UdpWire.outcome(reply(0, 1_800))).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void aScrapeTellsSeedersLeechersAndCompleted() throws IOException {
    var reply =
        "d5:filesd20:aaaaaaaaaaaaaaaaaaaad8:completei5e10:downloadedi2e11:downloadersi3e10:incompletei4eeee";

    assertThat(Scrapes.counts(HEAD + reply)).isEqualTo(new PeerCounts(5, 4, 2));
    assertThat(Scrapes.counts(HEAD + "d5:filesdee")).isEqualTo(PeerCounts.NONE);
    assertThatThrownBy(() -> Scrapes.counts(HEAD + "d14:failure reason4:busye"))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> Scrapes.counts("")).isInstanceOf(IOException.class);
  }

  private static ByteBuffer reply(int action, int interval) {
    return ByteBuffer.allocate(20).putInt(0, action).putInt(8, interval);
  }
}
