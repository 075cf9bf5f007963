package equilibrium.scoring.stream;

import static equilibrium.schemas.event.AnnounceEvent.STARTED;
import static equilibrium.schemas.event.AnnounceEvent.STOPPED;
import static equilibrium.scoring.stream.Announces.START_MS;
import static equilibrium.scoring.stream.Announces.seeds;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.EventId;
import equilibrium.schemas.event.Step;
import equilibrium.scoring.session.FoldedSession;
import equilibrium.scoring.session.SessionStep.Ignored;
import equilibrium.scoring.session.SessionStep.Reason;
import equilibrium.scoring.stream.Announces.Report;
import org.junit.jupiter.api.Test;

/** Announces that are copies, or late, or from a clock that is ahead. */
class RepeatedAnnouncesTest {
  private final FoldedSession session = new FoldedSession();

  @Test
  void theSameReportByAnotherSocketIsADuplicate() {
    session.counted(seeds(0, 5));
    session.counted(seeds(1_800, 10));

    assertThat(session.ignored(session.announces.by(seeds(1_805, 10)))).isEqualTo(Reason.DUPLICATE);
    assertThat(session.counted(new Report(1_806, STOPPED, 10L, 0L, 0L)).kind())
        .isEqualTo(Step.NORMAL);
  }

  @Test
  void aCountedAnnounceIsNeverCountedAgain() {
    var started = session.announces.by(new Report(0, STARTED, 0L, 0L, 0L));
    var regular = session.announces.by(seeds(1_800, 10));
    var stopped = session.announces.by(new Report(2_000, STOPPED, 20L, 0L, 0L));
    session.counted(started);
    session.counted(regular);
    session.counted(stopped);

    assertThat(session.ignored(started)).isEqualTo(Reason.LATE);
    assertThat(session.ignored(regular)).isEqualTo(Reason.LATE);
    assertThat(session.ignored(stopped)).isEqualTo(Reason.LATE);
  }

  @Test
  void anEarlierAnnounceOfAnotherIngressIsLate() {
    var earlier = session.announces.by(new Report(100, STARTED, 0L, 0L, 0L));
    var elsewhere =
        Announced.newBuilder(earlier).setEventId(new EventId(2L, START_MS + 50, 7L)).build();
    session.counted(seeds(0, 10));
    session.counted(seeds(1_800, 20));

    assertThat(session.ignored(elsewhere)).isEqualTo(Reason.LATE);
  }

  @Test
  void aCopyThatLeavesASpoolHoursLaterIsNotCountedAgain() {
    session.counted(seeds(0, 0));
    var spooled = session.announces.by(seeds(1_800, 10));
    session.counted(spooled);
    session.counted(seeds(3_600, 20));

    var step = session.fold(spooled, START_MS + 4 * 3_600_000L);

    assertThat(step).isEqualTo(new Ignored(Reason.LATE));
    assertThat(session.counted(seeds(5_400, 30)).uploaded()).isEqualTo(10);
  }

  /** Both copies are limited to the times at which they were appended, which differ. */
  @Test
  void aCopyFromAClockThatIsAheadIsNotCountedAgain() {
    var announced = session.announces.by(seeds(90_000, 10));
    session.fold(announced, START_MS + 5_000);

    assertThat(session.fold(announced, START_MS + 65_000)).isEqualTo(new Ignored(Reason.LATE));
  }

  @Test
  void aClockThatIsAheadDoesNotSilenceItsPeers() {
    session.fold(session.announces.by(seeds(90_000, 0)), START_MS + 5_000);

    assertThat(session.counted(session.announces.by(seeds(1_800, 10))).uploaded()).isEqualTo(10);
  }
}
