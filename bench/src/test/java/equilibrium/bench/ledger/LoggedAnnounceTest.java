package equilibrium.bench.ledger;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class LoggedAnnounceTest {
  private static final Numbering NUMBERING = new Numbering(1, 5, 10, 6);

  @Test
  void aRecordIsThatOfAnAnnounceOnlyIfAllThatTheClientSaidIsInIt() {
    var sent = NUMBERING.announce(36); // completed
    long more = sent.downloaded() + 1;

    assertThat(sent.event()).isEqualTo(Numbering.COMPLETED);
    assertThat(logged(sent.infoHash(), "COMPLETED", sent.downloaded(), 0, sent.port()).says(sent))
        .isTrue();
    assertThat(logged("other", "COMPLETED", sent.downloaded(), 0, sent.port()).says(sent))
        .isFalse();
    assertThat(logged(sent.infoHash(), "NONE", sent.downloaded(), 0, sent.port()).says(sent))
        .isFalse();
    assertThat(logged(sent.infoHash(), "COMPLETED", more, 0, sent.port()).says(sent)).isFalse();
    assertThat(logged(sent.infoHash(), "COMPLETED", sent.downloaded(), 1, sent.port()).says(sent))
        .isFalse();
    assertThat(logged(sent.infoHash(), "COMPLETED", sent.downloaded(), 0, 1).says(sent)).isFalse();
  }

  private static LoggedAnnounce logged(
      String swarm, String event, long downloaded, long left, int port) {
    var peer = HexFormat.of().formatHex(NUMBERING.announce(36).peerId().getBytes(US_ASCII));
    long uploaded = NUMBERING.announce(36).uploaded();
    return new LoggedAnnounce(
        swarm, peer, "c", event, uploaded, downloaded, left, port, 1, 1, 1, 1, 1);
  }
}
