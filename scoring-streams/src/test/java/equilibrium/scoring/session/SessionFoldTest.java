package equilibrium.scoring.session;

import static equilibrium.schemas.event.AnnounceEvent.NONE;
import static equilibrium.schemas.event.AnnounceEvent.STARTED;
import static equilibrium.scoring.stream.Announces.leeches;
import static equilibrium.scoring.stream.Announces.seeds;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Role;
import equilibrium.schemas.event.Step;
import equilibrium.scoring.session.SessionStep.Delta;
import equilibrium.scoring.stream.Announces.Report;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an announce adds to the counters of its session. */
class SessionFoldTest {
  private static final long MIB = 1L << 20;

  private final FoldedSession session = new FoldedSession();

  @Test
  void theFirstAnnounceCreditsNothing() {
    var delta = session.counted(seeds(0, 5L << 30));

    assertThat(delta).isEqualTo(Delta.none(Step.FIRST, Role.SEEDER));
  }

  /** Bytes in MiB; the interval is 1800 s, nothing is left, both announces are seeds'. */
  @ParameterizedTest(name = "{0}/{1} -> {2} {3}/{4} is {5}: {6}/{7}")
  @CsvSource({
    "100,  0, NONE,    600,  0, NORMAL,   500,  0",
    "100, 50, NONE,    600, 80, NORMAL,   500, 30",
    "100, 50, NONE,    100, 50, NORMAL,     0,  0",
    // a few bytes back: libtorrent's redundancy; uploaded counts
    "100, 50, NONE,    105, 43, BACKSTEP,   5,  0",
    "100, 50, STARTED, 105, 43, BACKSTEP,   5,  0",
    // uploaded falls by less than 16 MiB: an older report of another socket
    "100, 50, NONE,     90, 50, NORMAL,     0,  0",
    "100, 50, NONE,     83, 50, RESET,      0,  0",
    "100, 50, STARTED,  99, 50, RESET,      0,  0",
    "0,   50, STARTED,   0,  0, RESET,      0,  0",
    "0,   50, NONE,      0,  0, RESET,      0,  0",
    "100, 50, STARTED, 600, 80, NORMAL,   500, 30",
  })
  void aStepCountsTheRiseAboveTheHighestCounters(
      long up,
      long down,
      AnnounceEvent event,
      long upNow,
      long downNow,
      Step kind,
      long u,
      long d) {
    session.counted(new Report(0, NONE, up * MIB, down * MIB, 0L));

    var delta = session.counted(new Report(1_800, event, upNow * MIB, downNow * MIB, 0L));

    assertThat(delta.kind()).isEqualTo(kind);
    assertThat(delta.uploaded()).isEqualTo(u * MIB);
    assertThat(delta.downloaded()).isEqualTo(d * MIB);
    assertThat(delta.seconds()).isEqualTo(kind == Step.RESET ? 0 : 1_800);
  }

  @Test
  void afterABackstepOnlyBytesAboveTheHighestCount() {
    session.counted(new Report(0, NONE, 0L, 100 * MIB, 5L));
    session.counted(new Report(1_800, NONE, 0L, 95 * MIB, 5L));

    assertThat(session.counted(new Report(3_600, NONE, 0L, 103 * MIB, 5L)).downloaded())
        .isEqualTo(3 * MIB);
  }

  @Test
  void afterAResetTheNewCountersCount() {
    session.counted(seeds(0, 100 * MIB));
    session.counted(new Report(1_800, STARTED, 0L, 0L, 0L));

    assertThat(session.counted(seeds(3_600, 7 * MIB)).uploaded()).isEqualTo(7 * MIB);
  }

  @Test
  void uploadsAreLimitedByTheFastestLine() {
    session.counted(seeds(0, 0));

    var delta = session.counted(seeds(10, 100_000_000_000L));

    assertThat(delta.uploaded()).isEqualTo(12_500_000_000L);
    assertThat(delta.uploadedClaimed()).isEqualTo(100_000_000_000L);
  }

  @Test
  void missingCountersNeitherCrashNorCredit() {
    session.counted(new Report(0, NONE, null, null, null));
    var afterNothing = session.counted(new Report(1_800, NONE, 70 * MIB, 70 * MIB, null));
    var afterSomething = session.counted(new Report(3_600, NONE, null, null, null));
    var atLast = session.counted(new Report(5_400, NONE, 80 * MIB, 71 * MIB, null));

    assertThat(afterNothing.uploaded() + afterNothing.downloaded()).isZero();
    assertThat(afterSomething.uploaded() + afterSomething.downloaded()).isZero();
    assertThat(atLast.uploaded()).isEqualTo(10 * MIB);
    assertThat(atLast.downloaded()).isEqualTo(MIB);
  }

  @ParameterizedTest(name = "left {0} is known: {1}")
  @CsvSource({
    "0, true",
    "16383, true",
    "16384, false",
    "4611686018427387903, true",
    "4611686018427387904, false",
    "9223372036854775807, false",
  })
  void someValuesOfLeftMeanUnknown(long left, boolean known) {
    session.counted(leeches(0, 0, left));

    assertThat(session.state().left()).isEqualTo(known ? left : Counters.UNKNOWN);
  }
}
