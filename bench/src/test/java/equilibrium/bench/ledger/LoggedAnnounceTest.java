package equilibrium.bench.ledger;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class LoggedAnnounceTest {
  private static final Numbering NUMBERING = new Numbering(1, 5, 10, 6);

  private static final NumberedAnnounce SENT = NUMBERING.announce(36);
  private static final LoggedAnnounce LOGGED =
      logged(SENT.infoHash(), "COMPLETED", SENT.uploaded(), SENT.downloaded(), 0, SENT.port());

  @Test
  void aRecordThatHoldsAllThatTheClientSaidIsThatOfTheAnnounce() {
    assertThat(SENT.event()).isEqualTo(Numbering.COMPLETED);
    assertThat(LOGGED.says(SENT)).isTrue();
  }

  @ParameterizedTest
  @FieldSource("OTHERS")
  void aRecordThatDiffersInOneOfThemIsNot(LoggedAnnounce other) {
    assertThat(other.says(SENT)).isFalse();
  }

  @SuppressWarnings("UnusedVariable") // by name, above
  private static final List<LoggedAnnounce> OTHERS =
      List.of(
          logged("other", "COMPLETED", SENT.uploaded(), SENT.downloaded(), 0, SENT.port()),
          logged(SENT.infoHash(), "NONE", SENT.uploaded(), SENT.downloaded(), 0, SENT.port()),
          logged(
              SENT.infoHash(), "COMPLETED", SENT.uploaded() + 1, SENT.downloaded(), 0, SENT.port()),
          logged(
              SENT.infoHash(), "COMPLETED", SENT.uploaded(), SENT.downloaded() + 1, 0, SENT.port()),
          logged(SENT.infoHash(), "COMPLETED", SENT.uploaded(), SENT.downloaded(), 1, SENT.port()),
          logged(SENT.infoHash(), "COMPLETED", SENT.uploaded(), SENT.downloaded(), 0, 1));

  @Test
  void anAnnounceWhoseTimeReceivedDoesNotCountIsMisdated() {
    assertThat(received(9_000, 9_000).isMisdated()).isFalse();
    assertThat(received(10_000, 9_000).isMisdated()).as("the clock was ahead").isTrue();
    assertThat(received(8_000, 9_000).isMisdated()).as("the clock was behind").isTrue();
  }

  private static LoggedAnnounce received(long receivedMs, long atMs) {
    return new LoggedAnnounce("s", "p", "c", "NONE", 0, 0, 0, 1, atMs, receivedMs, 1, 1, 1);
  }

  private static LoggedAnnounce logged(
      String swarm, String event, long uploaded, long downloaded, long left, int port) {
    var peer = HexFormat.of().formatHex(SENT.peerId().getBytes(US_ASCII));
    return new LoggedAnnounce(
        swarm, peer, "c", event, uploaded, downloaded, left, port, 1, 1, 1, 1, 1);
  }
}
