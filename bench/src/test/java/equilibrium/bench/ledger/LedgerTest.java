package equilibrium.bench.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;

class LedgerTest {
  private final Ledger ledger = new Ledger(new Numbering(1, 5, 10, 5), 100);

  @Test
  void anAcknowledgedAnnounceThatTheLogLacksIsLost() {
    ledger.write(0, Outcome.ACKED);
    ledger.write(1, Outcome.ACKED);
    ledger.write(2, Outcome.UNKNOWN);
    ledger.write(3, Outcome.UNLOGGED);

    boolean first = ledger.foundInLog(0);

    assertThat(first).isTrue();
    assertThat(ledger.lost()).isEqualTo(1);
    assertThat(ledger.firstLost()).isEqualTo(1);
  }

  @Test
  void aSessionIsUnsureOnceUnlessALaterAnnounceOfItIsInTheLog() {
    ledger.write(2, Outcome.UNKNOWN); // session 2, turn 0
    ledger.write(12, Outcome.UNLOGGED); // session 2, turn 1
    ledger.write(3, Outcome.UNKNOWN);
    ledger.write(13, Outcome.ACKED);
    ledger.write(14, Outcome.UNKNOWN); // session 4, turn 1
    ledger.write(4, Outcome.ACKED);

    var _ = ledger.foundInLog(13);
    var _ = ledger.foundInLog(4);

    assertThat(ledger.unsureSessions())
        .containsOnly(
            entry(ledger.numbering().announce(2).infoHash(), 1),
            entry(ledger.numbering().announce(4).infoHash(), 1));
  }

  @Test
  void aSecondCopyInTheLogIsToldFromTheFirst() {
    ledger.write(7, Outcome.ACKED);

    assertThat(ledger.foundInLog(7)).isTrue();
    assertThat(ledger.foundInLog(7)).isFalse();
    ledger.clearLogged();
    assertThat(ledger.foundInLog(7)).isTrue();
  }

  @Test
  void aNumberThatWasNeverUsedWasNotSent() {
    ledger.write(4, Outcome.REFUSED);

    assertThat(ledger.outcome(3)).isEqualTo(Outcome.NOT_SENT);
    assertThat(ledger.outcome(-1)).isEqualTo(Outcome.NOT_SENT);
    assertThat(ledger.outcome(100)).isEqualTo(Outcome.NOT_SENT);
    assertThat(ledger.firstUnused()).isEqualTo(5);
  }
}
