package equilibrium.analyst.judge;

import equilibrium.analyst.log.Log;
import equilibrium.analyst.log.Range;
import equilibrium.platform.Fault;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Anomaly;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Finds findings by their ids, in the topics of detection. */
record FindingSearch(Log log) {
  private static final String CASE = "C-";

  /**
   * The finding of an id, or the newest findings of a case, at most 100. A {@link Fault} if there
   * is none.
   *
   * @param id as R1-0123456789abcdef0123, or of a case: C-0123…, or its first digits
   */
  List<Anomaly> of(String id) {
    boolean isFinding = id.indexOf('-') > 0 && !id.startsWith(CASE);
    var ids = isFinding ? Set.of(id) : findingsOf(id);
    var found = new ArrayList<Anomaly>();
    for (var range : log.ranges(Topics.ANOMALIES, Range.ALL)) {
      Decoded.of(log, range, Topics.ANOMALIES)
          .forEach((_, anomaly) -> {
            if (ids.contains(anomaly.getCaseId())) {
              found.add(anomaly);
            }
          });
    }
    if (found.isEmpty()) {
      throw new Fault("anomalies has no finding of %s; it keeps them for 30 days".formatted(id));
    }
    return found;
  }

  private Set<String> findingsOf(String caseId) {
    var prefix = caseId.startsWith(CASE) ? caseId : CASE + caseId;
    var cases = new TreeMap<String, Set<String>>();
    for (var range : log.ranges(Topics.SUSPICIONS, Range.ALL)) {
      Decoded.of(log, range, Topics.SUSPICIONS)
          .forEach((_, suspicion) -> {
            if (suspicion.getCaseId().startsWith(prefix)) {
              cases.put(suspicion.getCaseId(), Set.copyOf(suspicion.getCases()));
            }
          });
    }
    if (cases.size() != 1) {
      throw new Fault(
          "the case is %s, expected an id of one case; these begin so: %s"
              .formatted(caseId, cases.isEmpty() ? "none" : String.join(", ", cases.keySet())));
    }
    return cases.firstEntry().getValue();
  }
}
