package equilibrium.scoring.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.schemas.event.AnnounceEvent;
import equilibrium.schemas.event.Identity;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.Role;
import equilibrium.schemas.event.Step;
import equilibrium.schemas.event.SwarmBalance;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.rules.SwarmRules;
import equilibrium.scoring.session.AnnounceHeader;
import equilibrium.scoring.session.AnnounceOrder;
import equilibrium.scoring.session.Claim;
import equilibrium.scoring.session.Counters;
import equilibrium.scoring.session.Owner;
import equilibrium.scoring.session.Session;
import equilibrium.scoring.session.SessionStep.Counted;
import equilibrium.scoring.session.SessionStep.Delta;
import equilibrium.scoring.session.Traffic;
import equilibrium.scoring.stream.Announces;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SwarmTotalsTest {
  private static final long MB = 1_000_000;
  private static final SwarmRules RULES = ScoringRules.V3.swarms();

  @ParameterizedTest(name = "{0} MB up, {1} down, {2} discarded: {3} MB, imbalanced: {4}")
  @CsvSource({
    "  50,    0,  0,   50, false", // the size of lost reports
    "  51,    0,  0,   51, true",
    "   0,   51,  0,  -51, true",
    "2000, 1900,  0,  100, false", // 5 % of the larger side
    "2000, 1899,  0,  101, true",
    "2000, 1899, 20,   81, false", // the receiver discarded 20
  })
  void aSwarmIsImbalancedAboveAShareAndASize(
      long up, long down, long discarded, long imbalance, boolean out) {
    var totals =
        SwarmTotals.EMPTY.after(null, moved(0, up * MB, down * MB, discarded * MB), 0, RULES);

    assertThat(balance(totals).getImbalance()).isEqualTo(imbalance * MB);
    assertThat(balance(totals).getImbalancedSinceMs() != null).isEqualTo(out);
  }

  @Test
  void anImbalanceStartsWithItsFirstAnnounce() {
    var even = SwarmTotals.EMPTY.after(null, moved(1, 10 * MB, 10 * MB, 0), 0, RULES);
    var out = even.after(null, moved(2, 100 * MB, 0, 0), 0, RULES);
    var still = out.after(null, moved(3, 100 * MB, 0, 0), 0, RULES);
    var again = still.after(null, moved(4, 0, 200 * MB, 0), 0, RULES);

    assertThat(even.imbalancedSinceMs()).isNull();
    assertThat(still.imbalancedSinceMs()).isEqualTo(2);
    assertThat(again.imbalancedSinceMs()).isNull();
  }

  @Test
  void sumsStayAtTheLargestLong() {
    var full = SwarmTotals.EMPTY.after(null, moved(1, Long.MAX_VALUE, 0, 0), 0, RULES);

    var more = full.after(null, moved(2, 5, Long.MAX_VALUE, Long.MAX_VALUE), 0, RULES);

    assertThat(more.traffic().uploaded()).isEqualTo(Long.MAX_VALUE);
    assertThat(balance(more).getImbalance()).isZero();
  }

  @Test
  void aSessionIsCountedInOneRole() {
    var leecher = session(0, 9, Role.LEECHER, false);
    var seeder = session(1, 0, Role.SEEDER, true);
    var partial = session(2, 4, Role.PARTIAL_SEEDER, true);

    var first = SwarmTotals.EMPTY.after(null, new Counted(leecher, none()), 0, RULES);
    var second = first.after(leecher, new Counted(seeder, none()), 0, RULES);
    var third = second.after(seeder, new Counted(partial, none()), 0, RULES);
    var fourth = third.after(partial, new Counted(partial.withoutCount(), none()), 0, RULES);

    assertThat(counts(first)).isEqualTo("0 1 0 0");
    assertThat(counts(second)).isEqualTo("1 0 0 1");
    assertThat(counts(third)).isEqualTo("0 1 1 1");
    assertThat(counts(fourth)).isEqualTo("0 0 0 1");
    assertThat(fourth.sizeBytes()).isEqualTo(9);
  }

  @ParameterizedTest(name = "{0} s of {1} GiB with {2} GiB left are {3} GiB s")
  @CsvSource({
    "10, 4, 0, 40",
    "10, 4, 3, 10",
    "10, 400, 0, 1000",
    "10, 0, 0, 0",
    "10, 4, 5, 0",
    "0, 4, 0, 0",
  })
  void byteSecondsAreWhatIsHeldUpToALimit(long seconds, long size, long left, long expected) {
    var totals = new SwarmTotals(Traffic.NONE, null, PeerCounts.NONE, 0, size << 30);

    assertThat(totals.byteSeconds(seconds, left << 30, RULES)).isEqualTo(expected << 30);
    assertThat(totals.byteSeconds(seconds, Counters.UNKNOWN, RULES)).isZero();
  }

  /** The size that the operator registered, not the one that peers report. */
  @ParameterizedTest(name = "registered {0}, largest left {1}: {2}")
  @CsvSource({"0, 9, 9", "5, 9, 5", "50, 9, 50"})
  void theSizeIsTheRegisteredOne(long registered, long left, long size) {
    var step = new Counted(session(0, left, Role.LEECHER, false), none());

    assertThat(SwarmTotals.EMPTY.after(null, step, registered, RULES).sizeBytes()).isEqualTo(size);
  }

  private static String counts(SwarmTotals totals) {
    return "%d %d %d %d"
        .formatted(
            totals.peers().seeders(),
            totals.peers().leechers(),
            totals.peers().partialSeeders(),
            totals.completed());
  }

  private static SwarmBalance balance(SwarmTotals totals) {
    return totals.balance(Announces.SWARM, new Position(0, 0L), 0);
  }

  private static Counted moved(long atMs, long uploaded, long downloaded, long discarded) {
    var delta =
        new Delta(Step.NORMAL, Role.LEECHER, 1, 1, 0, uploaded, uploaded, downloaded, discarded, 0);
    return new Counted(session(atMs, 0, null, false), delta);
  }

  private static Delta none() {
    return Delta.none(Step.NORMAL, Role.LEECHER);
  }

  private static Session session(
      long atMs, long left, @Nullable Role countedAs, boolean completed) {
    return new Session(
        new AnnounceHeader(
            new AnnounceOrder(atMs, 0, 0, 0),
            atMs,
            new Position(0, 0L),
            false,
            left,
            AnnounceEvent.NONE,
            new Owner(Announces.CLIENT, Identity.KEY, Announces.CLIENT, null)),
        new Counters(0, 0, 0, 0),
        Role.LEECHER,
        countedAs,
        completed,
        Claim.NONE);
  }
}
