package equilibrium.bench.week;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SessionTest {
  private static final Torrent HYBRID = new Torrent("01".repeat(20), "02".repeat(20), 1_000);
  private static final long INTERVAL_MS = 1_800_000;
  private static final Reply GOOD = new Reply(3, List.of(), "proof", null);

  private final Client client =
      new Client(1, new IssuedKey("0".repeat(32), "key"), Program.QBITTORRENT, Habit.LEAVES, 1_000);
  private final Session session = new Session(client, HYBRID, "-qB4500-abcdefghijkl", false, 5);

  @Test
  void aSessionAnnouncesStartedThenAtTheIntervalThenCompletedThenStopped() {
    assertThat(session.due(4)).isNull();
    assertThat(answered(5).event()).isEqualTo("started");
    assertThat(session.due(5 + INTERVAL_MS - 1)).isNull();
    assertThat(answered(5 + INTERVAL_MS).event()).isEmpty();

    assertThat(session.receives(1_000)).isTrue();
    var completed = answered(6 + INTERVAL_MS);
    assertThat(completed.event()).isEqualTo("completed");
    assertThat(completed.left()).isZero();
    assertThat(completed.downloaded()).isEqualTo(1_000);

    session.leavesAt(7 + INTERVAL_MS);
    assertThat(answered(7 + INTERVAL_MS).event()).isEqualTo("stopped");
    assertThat(session.isOver()).isTrue();
  }

  @Test
  void aRefusedStartedIsRepeated() {
    var refused = Objects.requireNonNull(session.due(5));
    session.answered(refused, Reply.none("refused"), 10, 0, 5);

    var again = session.due(5 + INTERVAL_MS);

    assertThat(session.isPresent()).isFalse();
    assertThat(again).isNotNull().extracting(Announce::event).isEqualTo("started");
  }

  @Test
  void trackerIdsGoBackUnderTheHashThatTheyCameFor() {
    var first = answered(5);
    var second = first.under("02".repeat(20));
    session.answered(second, new Reply(3, List.of(), "other", null), 10, INTERVAL_MS, 5);

    var next = Objects.requireNonNull(session.due(5 + INTERVAL_MS));

    assertThat(first.trackerId()).isNull();
    assertThat(next.trackerId()).isEqualTo("proof");
    assertThat(next.under("02".repeat(20)).trackerId()).isEqualTo("other");
  }

  private Announce answered(long nowMs) {
    var due = Objects.requireNonNull(session.due(nowMs));
    session.answered(due, GOOD, 10, INTERVAL_MS, nowMs);
    return due;
  }
}
