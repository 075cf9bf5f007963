package equilibrium.bench.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ModelTest {
  private static final long MIB = 1 << 20;

  @Test
  void theRiseOfCountersIsAddedUpForClientAndSwarm() {
    var model = folded(announce(1, "STARTED", 5 * MIB, 1), announce(2, "NONE", 7 * MIB, 1));

    var expected = new Rows();
    expected.put("s c", "2 %d 0".formatted(2 * MIB));
    assertThat(model.contributions().difference(expected)).isEmpty();
    var balance = new Rows();
    balance.put("s", "%d 0 0 1 0".formatted(2 * MIB));
    assertThat(model.balances().difference(balance)).isEmpty();
  }

  @Test
  void aCopyAndALateAnnounceChangeNothing() {
    var once = folded(announce(1, "STARTED", 0, 1), announce(5, "STOPPED", 3 * MIB, 1));

    var twice =
        folded(
            announce(1, "STARTED", 0, 1),
            announce(5, "STOPPED", 3 * MIB, 1),
            announce(5, "STOPPED", 3 * MIB, 1),
            announce(1, "STARTED", 0, 1),
            announce(3, "NONE", 2 * MIB, 1));

    assertThat(twice.peers().digest()).isEqualTo(once.peers().digest());
    assertThat(twice.contributions().digest()).isEqualTo(once.contributions().digest());
    assertThat(twice.balances().digest()).isEqualTo(once.balances().digest());
    assertThat(twice.counts().get("s")).isEqualTo(PeerCounts.NONE);
  }

  @Test
  void anAnnounceThatCameTooLateLeavesNothing() {
    var model = folded(late(100_000, 1));

    assertThat(model.peers().digest()).isEqualTo(new Rows().digest());
    assertThat(model.contributions().digest()).isEqualTo(new Rows().digest());
    assertThat(model.balances().digest()).isEqualTo(new Rows().digest());
    assertThat(model.counts()).isEmpty();
  }

  @Test
  void bytesAreHeldToTheSpeedOfALine() {
    var model = folded(announce(1, "STARTED", 0, 1), announce(2, "NONE", 4_000_000_000L, 0));

    var expected = new Rows();
    expected.put("s c", "2 1250000000 0");
    assertThat(model.contributions().difference(expected)).isEmpty();
  }

  @Test
  void theNewestAnnounceOfASessionDoesNotDependOnTheOrderInTheLog() {
    var announces = new ArrayList<LoggedAnnounce>();
    for (int i = 0; i < 50; i++) {
      announces.add(announce(i / 2, "NONE", i * MIB, i));
    }
    var inOrder = folded(announces.toArray(LoggedAnnounce[]::new));

    Collections.shuffle(announces, new Random(1));
    var shuffled = folded(announces.toArray(LoggedAnnounce[]::new));

    assertThat(shuffled.peers().digest()).isEqualTo(inOrder.peers().digest());
  }

  @Test
  void aDigestTellsAMissingRowAndAChangedOne() {
    var rows = new Rows();
    rows.put("a", "1");
    rows.put("b", "2");
    var changed = new Rows();
    changed.put("b", "3");

    assertThat(changed.digest()).isNotEqualTo(rows.digest());
    assertThat(changed.difference(rows))
        .isEqualTo("2 rows differ; a is [null], expected [1]; b is [3], expected [2]");
  }

  private static Model folded(LoggedAnnounce... announces) {
    var model = new Model();
    List.of(announces).forEach(model::add);
    return model;
  }

  private static LoggedAnnounce late(long second, long byMs) {
    var announce = announce(second, "STARTED", 0, 1);
    return new LoggedAnnounce(
        announce.swarm(),
        announce.peer(),
        announce.client(),
        announce.event(),
        0,
        0,
        announce.left(),
        announce.port(),
        announce.atMs(),
        announce.atMs() - byMs,
        1,
        1,
        1);
  }

  /** An announce of the one session, in the order of its seconds; its sequence is its uploaded. */
  private static LoggedAnnounce announce(long second, String event, long uploaded, long left) {
    return new LoggedAnnounce(
        "s",
        "p",
        "c",
        event,
        uploaded,
        0,
        left,
        2_000,
        second * 1_000,
        second * 1_000,
        1,
        uploaded,
        1);
  }
}
