package equilibrium.console.stats;

import equilibrium.console.shape.Findings;
import equilibrium.console.store.Database;
import equilibrium.console.store.Query;
import equilibrium.platform.TrackerClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;

/** Findings of the last 24 h of the tracker's time. */
final class FindingPicture {
  private static final int HOURS = 24;

  /** The one that is not over, and the one before, so that the turn of an hour ends no flood. */
  private static final int RECENT_HOURS = 2;

  /** Findings of one rule in one hour. */
  private record Cell(String rule, int hour, long findings, boolean shadow, double weight) {}

  private final Database database;
  private final TrackerClock clock;

  FindingPicture(Database database, TrackerClock clock) {
    this.database = database;
    this.clock = clock;
  }

  Findings read() {
    long startNs = System.nanoTime();
    var from =
        Instant.ofEpochMilli(clock.nowMs())
            .truncatedTo(ChronoUnit.HOURS)
            .minus(Duration.ofHours(HOURS - 1));
    var cells =
        database.list(
            Query.of(
                """
                SELECT rule, floor(extract(epoch FROM decided_at - ?::timestamptz) / 3600)::integer AS hour,
                       count(*), bool_and(shadow) AS shadow, sum(weight) / 1000.0 AS weight
                FROM anomalies WHERE decided_at >= ? GROUP BY 1, 2
                """,
                from,
                from),
            row ->
                new Cell(
                    row.text("rule"),
                    Math.clamp(row.number("hour"), 0, HOURS - 1),
                    row.count("count"),
                    row.flag("shadow"),
                    row.real("weight")));
    return new Findings(
        Instant.now(), (System.nanoTime() - startNs) / 1_000_000, from, rules(cells));
  }

  /** How many there are in an hour, against what is usual. */
  static Verdicts.FindingRate rate(Findings findings) {
    long[] hours = new long[HOURS];
    for (var rule : findings.rules()) {
      for (int hour = 0; hour < HOURS; hour++) {
        hours[hour] += rule.hours().get(hour);
      }
    }
    long before = Arrays.stream(hours, 0, HOURS - RECENT_HOURS).sum();
    long most = Arrays.stream(hours, HOURS - RECENT_HOURS, HOURS).max().orElse(0);
    return new Verdicts.FindingRate(most, (double) before / (HOURS - RECENT_HOURS));
  }

  private static List<Findings.Rule> rules(List<Cell> cells) {
    var byRule = new TreeMap<String, List<Cell>>();
    cells.forEach(cell -> byRule.computeIfAbsent(cell.rule(), _ -> new ArrayList<>()).add(cell));
    var rules = new ArrayList<Findings.Rule>();
    byRule.forEach((rule, own) -> {
      var hours = new ArrayList<>(Collections.nCopies(HOURS, 0L));
      own.forEach(cell -> hours.set(cell.hour(), hours.get(cell.hour()) + cell.findings()));
      rules.add(
          new Findings.Rule(
              rule,
              own.stream().allMatch(Cell::shadow),
              own.stream().mapToDouble(Cell::weight).sum(),
              hours));
    });
    return rules;
  }
}
