package equilibrium.anomaly.attribution.run;

import equilibrium.anomaly.attribution.AttributionRules;
import equilibrium.schemas.event.AttributionRun;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which run is next. Pure. */
record RunPlan(AttributionRules rules) {
  private static final long DAY_MS = Duration.ofDays(1).toMillis();

  /**
   * A day is over when so much of the next has passed: episodes settle late, announces come late.
   */
  private static final long LATE_MS = Duration.ofHours(8).toMillis();

  /** An announced run that is not done, of these rules; the oldest. */
  Optional<AttributionRun> unfinished(Collection<AttributionRun> runs) {
    return runs.stream()
        .filter(run -> !run.getDone() && run.getRulesVersion() == rules.version())
        .min(Comparator.comparingLong(AttributionRun::getDay));
  }

  /**
   * The run of the last day that is over, if there was none. Days before it are not made up for:
   * each run reads the episodes of a whole window.
   *
   * @param runs the newest of each day
   * @param newestMs end of the newest episode
   * @param ends by partition, the offset before which episodes are read
   */
  Optional<AttributionRun> next(Collection<AttributionRun> runs, long newestMs, List<Long> ends) {
    long day = Math.floorDiv(newestMs - LATE_MS, DAY_MS) - 1;
    boolean isPast =
        runs.stream()
            .anyMatch(run -> run.getDay() > day || (run.getDay() == day && isCurrentOrDone(run)));
    if (day < 0 || isPast) {
      return Optional.empty();
    }
    long untilMs = (day + 1) * DAY_MS;
    return Optional.of(
        AttributionRun.newBuilder()
            .setDay(day)
            .setSinceMs(untilMs - rules.window().toMillis())
            .setUntilMs(untilMs)
            .setEnds(ends)
            .setRulesVersion(rules.version())
            .build());
  }

  private boolean isCurrentOrDone(AttributionRun run) {
    return run.getDone() || run.getRulesVersion() == rules.version();
  }
}
