package equilibrium.console.stats;

import equilibrium.console.live.Hub;
import equilibrium.console.problem.ProblemType;
import equilibrium.console.problem.Refused;
import equilibrium.console.shape.Drill;
import equilibrium.console.shape.Verdict;
import equilibrium.console.stats.DrillCard.Counts;
import equilibrium.console.stats.DrillCard.State;
import equilibrium.platform.drill.DrillParts;
import equilibrium.platform.drill.Outage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Begins and ends drills, one at a time, and reports what became of each. The newest {@value #MOST}
 * are kept. Thread-safe.
 */
public final class DrillReports {
  static final int MOST = 50;
  private static final String EVENTS = "equilibrium_events_total";

  private final DrillParts parts;
  private final MeterRegistry metrics;
  private final Hub hub;
  private final Deque<DrillCard> newestFirst = new ArrayDeque<>();

  /**
   * Reports of a process.
   *
   * @param metrics of the process, in which an ingress may run
   */
  public DrillReports(DrillParts parts, MeterRegistry metrics, Hub hub) {
    this.parts = parts;
    this.metrics = metrics;
    this.hub = hub;
  }

  public synchronized Drill.Board board() {
    return new Drill.Board(parts.names(), newestFirst.stream().map(DrillCard::shown).toList());
  }

  /** Refuses a part that there is not, and a second drill while one runs. */
  public synchronized void demandPossible(String part) {
    var _ = outage(part);
    var newest = newestFirst.peekFirst();
    if (newest != null && newest.state() == State.RUNNING) {
      throw Refused.badValue(
          "/part",
          "\"%s\", but a drill keeps %s stopped until %s: end it first"
              .formatted(part, newest.part(), newest.until()));
    }
  }

  private Outage outage(String part) {
    var outage = parts.find(part);
    if (outage == null) {
      throw Refused.badValue(
          "/part", "\"%s\", expected one of: %s".formatted(part, String.join(", ", parts.names())));
    }
    return outage;
  }

  /** Stops a part for a time. */
  public synchronized Drill begin(String part, Duration time, String by) {
    demandPossible(part);
    var former = newestFirst.peekFirst();
    if (former != null) {
      former.end();
    }
    outage(part).begin(time);
    var card = new DrillCard(part, by, time, counts());
    newestFirst.addFirst(card);
    if (newestFirst.size() > MOST) {
      newestFirst.removeLast();
    }
    hub.publish("drill", card.shown());
    return card.shown();
  }

  /** Starts a part again. */
  public synchronized void end(String part) {
    var newest = newestFirst.peekFirst();
    if (newest == null || !newest.part().equals(part) || newest.state() != State.RUNNING) {
      throw ProblemType.NOT_FOUND.refuse("no drill keeps %s stopped".formatted(part));
    }
    outage(part).end();
    newest.end();
    hub.publish("drill", newest.shown());
  }

  /** What the verdict of this second says about the newest drill. */
  synchronized void see(Verdict verdict) {
    var newest = newestFirst.peekFirst();
    if (newest == null || newest.state() == State.OVER) {
      return;
    }
    newest.see(verdict, isRunning(newest.part()), counts());
    hub.publish("drill", newest.shown());
  }

  /** As the metric says by which an alert judges too. */
  private boolean isRunning(String part) {
    var gauge =
        switch (part) {
          case "kafka" -> metrics.find("equilibrium_kafka_up").gauge();
          case "postgresql" -> metrics.find("equilibrium_postgres_up").gauge();
          default -> metrics.find("equilibrium_program_up").tag("program", part).gauge();
        };
    return gauge == null || gauge.value() > 0;
  }

  /** Null: there is no ingress in this process. */
  private @Nullable Counts counts() {
    var all = metrics.find(EVENTS).counters();
    if (all.isEmpty()) {
      return null;
    }
    var notRecorded = metrics.find(EVENTS).tag("outcome", "unrecorded").counters();
    return new Counts(sum(all), sum(notRecorded));
  }

  private static long sum(Iterable<Counter> counters) {
    double sum = 0;
    for (var counter : counters) {
      sum += counter.count();
    }
    return (long) sum;
  }
}
