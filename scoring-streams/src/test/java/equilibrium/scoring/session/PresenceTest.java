package equilibrium.scoring.session;

import static equilibrium.schemas.event.AnnounceEvent.PAUSED;
import static equilibrium.schemas.event.AnnounceEvent.STARTED;
import static equilibrium.schemas.event.AnnounceEvent.STOPPED;
import static equilibrium.scoring.stream.Announces.START_MS;
import static equilibrium.scoring.stream.Announces.seeds;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Role;
import equilibrium.scoring.stream.Announces.Report;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The role in which a peer is counted, and how long it seeded. */
class PresenceTest {
  private final FoldedSession session = new FoldedSession();

  @ParameterizedTest(name = "{0} s without an announce are {1} s seeded")
  @CsvSource({"1800, 1800", "2700, 2700", "2701, 2700", "90000, 2700"})
  void timeSeededEndsAtOneAndAHalfIntervals(long seconds, long seeded) {
    session.counted(seeds(0, 0));

    var delta = session.counted(seeds(seconds, 0));

    assertThat(delta.seconds()).isEqualTo(seconds);
    assertThat(delta.secondsSeeded()).isEqualTo(seeded);
  }

  @ParameterizedTest(name = "{0} {1}, then {2} {3}: {4}, {5} s seeded")
  @CsvSource({
    "NONE,   9,     NONE,      0,     LEECHER,        0",
    "NONE,   9,     COMPLETED, 0,     LEECHER,        0",
    "NONE,   0,     NONE,      0,     SEEDER,         1800",
    "NONE,   0,     STOPPED,   0,     SEEDER,         1800",
    "NONE,   0,     NONE,      9,     LEECHER,        0",
    "PAUSED, 9,     PAUSED,    9,     PARTIAL_SEEDER, 1800",
    "PAUSED, 9,     STOPPED,   9,     PARTIAL_SEEDER, 1800",
    "PAUSED, 0,     NONE,      0,     SEEDER,         1800",
    "NONE,   16384, NONE,      16384, LEECHER,        0",
    "NONE,   ,      NONE,      ,      LEECHER,        0",
  })
  void anIntervalIsSeededIfTheSessionSeedsAtBothEnds(
      AnnounceEvent event,
      @Nullable Long left,
      AnnounceEvent eventNow,
      @Nullable Long leftNow,
      Role role,
      long s) {
    session.counted(new Report(0, event, 0L, 0L, left));

    var delta = session.counted(new Report(1_800, eventNow, 0L, 0L, leftNow));

    assertThat(delta.role()).isEqualTo(role);
    assertThat(delta.secondsSeeded()).isEqualTo(s);
  }

  @Test
  void timeAfterAStopIsNotSeeded() {
    session.counted(seeds(0, 0));
    session.counted(new Report(100, STOPPED, 0L, 0L, 0L));

    var delta = session.counted(new Report(1_000, STARTED, 0L, 0L, 0L));

    assertThat(delta.seconds()).isEqualTo(900);
    assertThat(delta.secondsSeeded()).isZero();
  }

  @Test
  void aStoppedOrExpiredPeerIsNotCounted() {
    session.counted(seeds(0, 0));
    assertThat(session.state().countedAs()).isEqualTo(Role.SEEDER);

    session.counted(new Report(10, STOPPED, 0L, 0L, 0L));
    assertThat(session.state().countedAs()).isNull();

    session.counted(new Report(20, PAUSED, 0L, 0L, 5L));
    assertThat(session.state().countedAs()).isEqualTo(Role.PARTIAL_SEEDER);

    var late = session.announces.by(seeds(100, 0));
    session.fold(late, START_MS + 100_000, START_MS + 4_300_000);
    assertThat(session.state().countedAs()).isNull();
  }
}
