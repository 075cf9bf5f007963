package equilibrium.analyst.replay;

import equilibrium.analyst.log.Log;
import equilibrium.analyst.log.Range;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.AttributionRun;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * The daily runs of the attribution, and what they found.
 *
 * @param runs the newest of each day, in their order
 * @param findings of all runs
 * @param isWhole whether the topic still has all findings that it had
 */
record WrittenRuns(Collection<AttributionRun> runs, List<Anomaly> findings, boolean isWhole) {

  static WrittenRuns of(Log log) {
    var runs = new TreeMap<Long, AttributionRun>();
    for (var range : log.ranges(Topics.ATTRIBUTION_RUNS, Range.ALL)) {
      try (var live =
          new LiveRecords<>(Topics.ATTRIBUTION_RUNS, log.read(range), AttributionRun.class, true)) {
        live.forEach(run -> runs.put(run.getDay(), run));
      }
    }
    var findings = new ArrayList<Anomaly>();
    boolean isWhole = true;
    for (var range : log.ranges(Topics.ANOMALIES, Range.ALL)) {
      isWhole &= range.begin() == 0;
      try (var live =
          new LiveRecords<>(Topics.ANOMALIES, log.read(range), Anomaly.class, isWhole)) {
        live.forEach(finding -> {
          if (AttributionCheck.isOfRun(finding)) {
            findings.add(finding);
          }
        });
      }
    }
    return new WrittenRuns(runs.values(), findings, isWhole);
  }
}
