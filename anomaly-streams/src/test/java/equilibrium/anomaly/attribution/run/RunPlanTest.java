package equilibrium.anomaly.attribution.run;

import static org.assertj.core.api.Assertions.assertThat;

import equilibrium.anomaly.attribution.AttributionRules;
import equilibrium.schemas.event.AttributionRun;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunPlanTest {
  private static final long HOUR_MS = 3_600_000;
  private static final List<Long> ENDS = List.of(3L, 5L);

  private final RunPlan plan = new RunPlan(AttributionRules.V2);

  /** Day 40 is over at hour 8 of day 41. */
  @ParameterizedTest(name = "the newest episode ends in hour {0}, the last run is of day {1}: {2}")
  @CsvSource(
      nullValues = "-",
      value = {
        "984, -, 39",
        "991, -, 39",
        "992, -, 40", // 41 * 24 + 8
        "992, 39, 40",
        "992, 40, -",
        "992, 41, -",
        "1100, 39, 44", // days without a run are not made up for
        "0, -, -",
        "31, -, -",
        "32, -, 0"
      })
  void theLastDayThatIsOverIsNext(long hour, Long last, Long day) {
    var runs = last == null ? List.<AttributionRun>of() : List.of(run(last, true, 1));

    var next = plan.next(runs, hour * HOUR_MS, ENDS);

    assertThat(next.map(AttributionRun::getDay).orElse(null)).isEqualTo(day);
  }

  @Test
  void aRunReadsTheEpisodesOfThirtyDaysUpToTheEndsOfTheTopic() {
    var run = plan.next(List.of(), 992 * HOUR_MS, ENDS).orElseThrow();

    assertThat(run.getUntilMs()).isEqualTo(41 * 24 * HOUR_MS);
    assertThat(run.getSinceMs()).isEqualTo(11 * 24 * HOUR_MS);
    assertThat(run.getEnds()).isEqualTo(ENDS);
    assertThat(run.getDone()).isFalse();
  }

  @Test
  void anAnnouncedRunOfTheseRulesIsFinishedFirst() {
    var runs = List.of(run(38, true, 2), run(40, false, 2), run(39, false, 2), run(37, false, 1));

    assertThat(plan.unfinished(runs).orElseThrow().getDay()).isEqualTo(39);
  }

  /** It would mix findings of two versions. */
  @Test
  void anUnfinishedRunOfOtherRulesIsAnnouncedAnew() {
    var runs = List.of(run(40, false, 1));

    assertThat(plan.unfinished(runs)).isEmpty();
    assertThat(plan.next(runs, 992 * HOUR_MS, ENDS).orElseThrow().getRulesVersion()).isEqualTo(2);
  }

  static AttributionRun run(long day, boolean done, int rulesVersion) {
    return AttributionRun.newBuilder()
        .setDay(day)
        .setSinceMs(0)
        .setUntilMs((day + 1) * 24 * HOUR_MS)
        .setEnds(ENDS)
        .setRulesVersion(rulesVersion)
        .setDone(done)
        .build();
  }
}
