package equilibrium.scoring;

import static equilibrium.schemas.event.AnnounceEvent.COMPLETED;
import static equilibrium.schemas.event.AnnounceEvent.NONE;
import static equilibrium.schemas.event.AnnounceEvent.PAUSED;
import static equilibrium.schemas.event.AnnounceEvent.STARTED;
import static equilibrium.schemas.event.AnnounceEvent.STOPPED;
import static equilibrium.scoring.Announces.START_MS;
import static equilibrium.scoring.Announces.leeches;
import static equilibrium.scoring.Announces.seeds;
import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.EventId;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.Role;
import equilibrium.schemas.event.Step;
import equilibrium.scoring.Announces.Said;
import equilibrium.scoring.Outcome.Counted;
import equilibrium.scoring.Outcome.Delta;
import equilibrium.scoring.Outcome.Ignored;
import equilibrium.scoring.Outcome.Reason;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionFoldTest {
  private static final long MIB = 1L << 20;

  private static final Position PLACE = new Position(3, 1L);

  private final SessionFold fold = new SessionFold(ScoringRules.V2.sessions());
  private final Announces announces = new Announces();
  private @Nullable Session session;

  @Test
  void theFirstAnnounceCreditsNothing() {
    var delta = counted(seeds(0, 5L << 30));

    assertThat(delta).isEqualTo(Delta.none(Step.FIRST, Role.SEEDER));
  }

  /** Bytes in MiB; the interval is 1800 s, nothing is left, both announces are seeds'. */
  @ParameterizedTest(name = "{0}/{1} -> {2} {3}/{4} is {5}: {6}/{7}")
  @CsvSource({
    "100,  0, NONE,    600,  0, NORMAL,   500,  0",
    "100, 50, NONE,    600, 80, NORMAL,   500, 30",
    "100, 50, NONE,    100, 50, NORMAL,     0,  0",
    // a few bytes back: libtorrent's redundancy; uploaded is kept
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
  void aStepIsWhatRoseSinceTheHighest(
      long up,
      long down,
      AnnounceEvent event,
      long upNow,
      long downNow,
      Step kind,
      long u,
      long d) {
    counted(new Said(0, NONE, up * MIB, down * MIB, 0L));

    var delta = counted(new Said(1_800, event, upNow * MIB, downNow * MIB, 0L));

    assertThat(delta.kind()).isEqualTo(kind);
    assertThat(delta.uploaded()).isEqualTo(u * MIB);
    assertThat(delta.downloaded()).isEqualTo(d * MIB);
    assertThat(delta.seconds()).isEqualTo(kind == Step.RESET ? 0 : 1_800);
  }

  @Test
  void afterABackstepOnlyWhatPassesTheHighestCounts() {
    counted(new Said(0, NONE, 0L, 100 * MIB, 5L));
    counted(new Said(1_800, NONE, 0L, 95 * MIB, 5L));

    assertThat(counted(new Said(3_600, NONE, 0L, 103 * MIB, 5L)).downloaded()).isEqualTo(3 * MIB);
  }

  @Test
  void afterAResetTheNewCountersCount() {
    counted(seeds(0, 100 * MIB));
    counted(new Said(1_800, STARTED, 0L, 0L, 0L));

    assertThat(counted(seeds(3_600, 7 * MIB)).uploaded()).isEqualTo(7 * MIB);
  }

  @Test
  void nobodyUploadsMoreThanTheFastestLineCarries() {
    counted(seeds(0, 0));

    var delta = counted(seeds(10, 100_000_000_000L));

    assertThat(delta.uploaded()).isEqualTo(12_500_000_000L);
    assertThat(delta.uploadedClaimed()).isEqualTo(100_000_000_000L);
  }

  @ParameterizedTest(name = "{0} s unheard are {1} s seeded")
  @CsvSource({"1800, 1800", "2700, 2700", "2701, 2700", "90000, 2700"})
  void timeSeededEndsAtOneAndAHalfIntervals(long seconds, long seeded) {
    counted(seeds(0, 0));

    var delta = counted(seeds(seconds, 0));

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
  void theIntervalIsSeededByWhoSeededAtBothEnds(
      AnnounceEvent event,
      @Nullable Long left,
      AnnounceEvent eventNow,
      @Nullable Long leftNow,
      Role role,
      long s) {
    counted(new Said(0, event, 0L, 0L, left));

    var delta = counted(new Said(1_800, eventNow, 0L, 0L, leftNow));

    assertThat(delta.role()).isEqualTo(role);
    assertThat(delta.secondsSeeded()).isEqualTo(s);
  }

  @Test
  void timeAfterAStopIsNotSeeded() {
    counted(seeds(0, 0));
    counted(new Said(100, STOPPED, 0L, 0L, 0L));

    var delta = counted(new Said(1_000, STARTED, 0L, 0L, 0L));

    assertThat(delta.seconds()).isEqualTo(900);
    assertThat(delta.secondsSeeded()).isZero();
  }

  @Test
  void countersThatAreNotSaidNeitherCrashNorCredit() {
    counted(new Said(0, NONE, null, null, null));
    var afterNothing = counted(new Said(1_800, NONE, 70 * MIB, 70 * MIB, null));
    var afterSomething = counted(new Said(3_600, NONE, null, null, null));
    var atLast = counted(new Said(5_400, NONE, 80 * MIB, 71 * MIB, null));

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
  void someValuesOfLeftMeanThatTheClientDoesNotKnow(long left, boolean known) {
    counted(leeches(0, 0, left));

    assertThat(session().left()).isEqualTo(known ? left : Counters.UNSAID);
  }

  @Test
  void theSameReportByAnotherSocketIsADuplicate() {
    counted(seeds(0, 5));
    counted(seeds(1_800, 10));

    assertThat(ignored(announces.by(seeds(1_805, 10)))).isEqualTo(Reason.DUPLICATE);
    assertThat(counted(new Said(1_806, STOPPED, 10L, 0L, 0L)).kind()).isEqualTo(Step.NORMAL);
  }

  @Test
  void whatWasCountedIsNeverCountedAgain() {
    var started = announces.by(new Said(0, STARTED, 0L, 0L, 0L));
    var regular = announces.by(seeds(1_800, 10));
    var stopped = announces.by(new Said(2_000, STOPPED, 20L, 0L, 0L));
    counted(started);
    counted(regular);
    counted(stopped);

    assertThat(ignored(started)).isEqualTo(Reason.LATE);
    assertThat(ignored(regular)).isEqualTo(Reason.LATE);
    assertThat(ignored(stopped)).isEqualTo(Reason.LATE);
  }

  @Test
  void whatAnotherIngressHeardEarlierIsLate() {
    var earlier = announces.by(new Said(100, STARTED, 0L, 0L, 0L));
    var elsewhere =
        Announced.newBuilder(earlier).setEventId(new EventId(2L, START_MS + 50, 7L)).build();
    counted(seeds(0, 10));
    counted(seeds(1_800, 20));

    assertThat(ignored(elsewhere)).isEqualTo(Reason.LATE);
  }

  /** Both copies are clamped to when the log took them, which is not the same time. */
  @Test
  void aCopyFromAClockThatIsAheadIsNotCountedAgain() {
    var announced = announces.by(seeds(90_000, 10));
    fold(announced, START_MS + 5_000);

    assertThat(fold(announced, START_MS + 65_000)).isEqualTo(new Ignored(Reason.LATE));
  }

  @Test
  void aClockThatIsAheadDoesNotSilenceItsPeers() {
    fold(announces.by(seeds(90_000, 0)), START_MS + 5_000);

    assertThat(counted(announces.by(seeds(1_800, 10))).uploaded()).isEqualTo(10);
  }

  @Test
  void anotherClientCannotTakeASessionThatIsAlive() {
    counted(announces.by(seeds(0, 0)));

    var thief = announces.by(1, 1, 2, seeds(1_700, 1_000));

    assertThat(ignored(thief)).isEqualTo(Reason.FOREIGN);
    assertThat(counted(seeds(1_800, 10)).uploaded()).isEqualTo(10);
  }

  @Test
  void anotherClientBeginsAnewWhereASessionEnded() {
    counted(announces.by(new Said(0, COMPLETED, 10L, 10L, 0L)));

    var delta = counted(announces.by(1, 1, 2, seeds(4_200, 1_000)));

    assertThat(delta.kind()).isEqualTo(Step.FIRST);
    assertThat(session().owner().clientId()).isEqualTo(Announces.clientId(2));
  }

  @Test
  void aClientWithTheSameKeyOnAnotherAddressGoesOn() {
    counted(Announced.newBuilder(announces.by(seeds(0, 0))).setKey(77).build());

    var roamed = Announced.newBuilder(announces.by(1, 1, 2, seeds(1_800, 10))).setKey(77).build();

    assertThat(counted(roamed).uploaded()).isEqualTo(10);
  }

  @Test
  void aPeerThatStoppedOrLapsedIsNotThere() {
    counted(seeds(0, 0));
    assertThat(session().countedAs()).isEqualTo(Role.SEEDER);

    counted(new Said(10, STOPPED, 0L, 0L, 0L));
    assertThat(session().countedAs()).isNull();

    counted(new Said(20, PAUSED, 0L, 0L, 5L));
    assertThat(session().countedAs()).isEqualTo(Role.PARTIAL_SEEDER);

    var late = announces.by(seeds(100, 0));
    remember(
        fold.fold(session, Heard.of(late, START_MS + 100_000, PLACE, false), START_MS + 4_300_000));
    assertThat(session().countedAs()).isNull();
  }

  @Test
  void aSessionSurvivesItsStore() {
    counted(Announced.newBuilder(announces.by(leeches(5, 3, 9))).setKey(-1).setCorrupt(4L).build());
    var withKey = session();
    session = null;
    counted(announces.by(new Said(7, STOPPED, null, null, null)));
    var withoutKey = session();

    assertThat(throughItsStore(withKey)).isEqualTo(withKey);
    assertThat(throughItsStore(withoutKey)).isEqualTo(withoutKey);
  }

  private static Session throughItsStore(Session session) {
    byte[] bytes = SessionSerde.SERDE.serializer().serialize("sessions", session);
    return SessionSerde.SERDE.deserializer().deserialize("sessions", bytes);
  }

  private Delta counted(Said said) {
    return counted(announces.by(said));
  }

  private Delta counted(Announced announced) {
    var outcome = fold(announced, announced.getReceivedAtMs());
    assertThat(outcome).isInstanceOf(Counted.class);
    return ((Counted) outcome).delta();
  }

  private Reason ignored(Announced announced) {
    var before = session;
    var outcome = fold(announced, announced.getReceivedAtMs());
    assertThat(outcome).isInstanceOf(Ignored.class);
    assertThat(session).isEqualTo(before);
    return ((Ignored) outcome).reason();
  }

  private Outcome fold(Announced announced, long effectiveMs) {
    return remember(
        fold.fold(session, Heard.of(announced, effectiveMs, PLACE, false), Long.MIN_VALUE));
  }

  private Outcome remember(Outcome outcome) {
    switch (outcome) {
      case Counted(Session after, _) -> session = after;
      case Ignored _ -> {}
    }
    return outcome;
  }

  private Session session() {
    return Objects.requireNonNull(session);
  }
}
