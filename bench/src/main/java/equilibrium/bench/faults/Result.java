package equilibrium.bench.faults;

import equilibrium.bench.ledger.Finding;
import equilibrium.bench.ledger.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What came of a scenario.
 *
 * @param longest of all faults
 * @param during what clients saw during the longest fault
 * @param ended how often a process ended although nobody asked it to
 */
record Result(Scenario scenario, Finding finding, Times longest, During during, int ended) {
  /** Of those sent while a fault lasts; the last ones are still on their way at its end. */
  private static final double ANSWERED_PERCENT = 99.9;

  static final String HEAD =
      """
      | scenario | faults | sent | acked | not recorded | refused | port closed | no answer | lost | phantom | copies | tables and ingresses | acked | drained | scored | projected | during it | ended by itself |
      |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
      """;

  /** That of a scenario which could not be run to its end. */
  static Result broken(Scenario scenario, RuntimeException cause) {
    var why = "it could not be run to its end: " + cause;
    var nothing = new Finding(Map.of(), 0, 0, 0, 0, 0, List.of(why), Map.of());
    var never = new Times(Times.NEVER, Times.NEVER, Times.NEVER, Times.NEVER);
    return new Result(scenario, nothing, never, During.NOTHING, 0);
  }

  /** One sentence for each figure that is not as it must be. */
  List<String> failures() {
    var failures = new ArrayList<String>();
    if (finding.lost() > 0) {
      failures.add(finding.lost() + " acknowledged announces are lost");
    }
    if (finding.phantom() > 0) {
      failures.add(finding.phantom() + " announces are in the log that were never sent");
    }
    failures.addAll(finding.differences());
    if (finding.count(Outcome.ACKED) == 0) {
      failures.add("no announce was acknowledged");
    }
    var limits = scenario.limits();
    long caughtUpMs = Math.max(limits.caughtUp().toMillis(), 2 * during.length().toMillis());
    limit(failures, "the first acknowledgement", longest.acked(), limits.acked().toMillis());
    limit(failures, "the spool", longest.drained(), caughtUpMs);
    limit(failures, "scoring", longest.scored(), caughtUpMs);
    limit(failures, "the projector", longest.projected(), caughtUpMs);
    boolean isServed =
        during.answeredPercent() >= ANSWERED_PERCENT && during.p99Ms() <= limits.p99Ms();
    if (limits.p99Ms() > 0 && !isServed) {
      failures.add(
          "clients saw %s, expected at least %s %% answered, p99 at most %d ms"
              .formatted(during.text(), ANSWERED_PERCENT, limits.p99Ms()));
    }
    if (ended > scenario.mostEnded()) {
      failures.add(
          "processes ended by themselves %d times, expected %d at most"
              .formatted(ended, scenario.mostEnded()));
    }
    return failures;
  }

  private static void limit(List<String> failures, String what, long ms, long mostMs) {
    if (ms == Times.NEVER) {
      failures.add(what + " did not come back");
    } else if (ms > mostMs) {
      failures.add(
          "%s took %.1f s, expected at most %d s".formatted(what, ms / 1e3, mostMs / 1_000));
    }
  }

  private String tables() {
    if (!finding.differences().isEmpty()) {
      return "differ";
    }
    return finding.miscounted() == 0
        ? "equal"
        : "equal, %,d announces miscounted".formatted(finding.miscounted());
  }

  /** Of a Markdown table. */
  String row() {
    return "| %s | %d | %,d | %,d | %,d | %,d | %,d | %,d | %d | %d | %d | %s | %s | %s | %s | %s | %s | %d |%n"
        .formatted(
            scenario.name(),
            scenario.faults(),
            finding.counts().values().stream().mapToInt(Integer::intValue).sum(),
            finding.count(Outcome.ACKED),
            finding.count(Outcome.UNLOGGED),
            finding.count(Outcome.REFUSED),
            finding.count(Outcome.UNREACHED),
            finding.count(Outcome.UNKNOWN),
            finding.lost(),
            finding.phantom(),
            finding.duplicates(),
            tables(),
            Times.text(longest.acked()),
            Times.text(longest.drained()),
            Times.text(longest.scored()),
            Times.text(longest.projected()),
            during.text(),
            ended);
  }
}
