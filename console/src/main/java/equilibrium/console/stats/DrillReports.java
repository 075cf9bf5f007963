package equilibrium.console.stats;

import equilibrium.console.live.Hub;
import equilibrium.console.problem.ProblemType;
import equilibrium.console.problem.Refused;
import equilibrium.console.shape.Drill;
import equilibrium.console.shape.Verdict;
import equilibrium.console.stats.DrillCard.Counts;
import equilibrium.console.stats.DrillCard.Seen;
import equilibrium.console.stats.DrillCard.Times;
import equilibrium.console.stats.DrillTarget.Part;
import equilibrium.console.stats.DrillTarget.Program;
import equilibrium.console.stats.DrillTarget.Sight;
import equilibrium.console.vitals.NodeState;
import equilibrium.console.vitals.VitalsHistory;
import equilibrium.platform.drill.DrillParts;
import equilibrium.platform.drill.Outage;
import equilibrium.schemas.event.NodeDrill;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
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
  private final Nodes nodes;
  private final VitalsHistory vitals;
  private final MeterRegistry metrics;
  private final Hub hub;
  private final Deque<DrillCard> newestFirst = new ArrayDeque<>();
  private boolean ordering;

  /**
   * Where reports come from.
   *
   * @param nodes what programs say of their drills
   * @param vitals what programs say of their figures
   * @param metrics of this process, in which an ingress may run
   */
  public record Sources(Nodes nodes, VitalsHistory vitals, MeterRegistry metrics) {}

  /** Reports of a process. */
  public DrillReports(DrillParts parts, Sources sources, Hub hub) {
    this.parts = parts;
    this.nodes = sources.nodes();
    this.vitals = sources.vitals();
    this.metrics = sources.metrics();
    this.hub = hub;
  }

  public synchronized Drill.Board board() {
    return new Drill.Board(
        parts.names(), nodes.obedient(), newestFirst.stream().map(DrillCard::shown).toList());
  }

  /** Refuses a part that there is not, and a second drill while one is on. */
  public synchronized void demandPossible(String part) {
    var _ = outage(part);
    demandNoneIsOn("/part", part);
  }

  private void demandNoneIsOn(String pointer, String wanted) {
    for (var card : newestFirst) {
      if (card.isOn()) {
        throw Refused.badValue(
            pointer,
            "\"%s\", but a drill of %s is on until %s: end it first"
                .formatted(wanted, card.target().text(), card.until()));
      }
    }
    if (ordering) {
      throw Refused.badValue(
          pointer, "\"%s\", but another drill is being ordered".formatted(wanted));
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

  /**
   * The order of a fault of a program from now on. Refuses a node that obeys no drills, or not this
   * kind, and a second drill while one is on. Others are refused until {@link #orderIsOver}.
   *
   * @param node id in topic {@code members}
   * @param by name of the token
   */
  public synchronized NodeDrill order(String node, String kind, Duration time, String by) {
    var now = Instant.now();
    var order = DrillOrder.of(nodes, node, kind, new Times(by, now, now.plus(time)));
    demandNoneIsOn("/node", node);
    ordering = true;
    return order;
  }

  /** The order that was made has been published, or could not be. */
  public synchronized void orderIsOver() {
    ordering = false;
  }

  /** Stops a part for a time. */
  public synchronized Drill begin(String part, Duration time, String by) {
    demandPossible(part);
    outage(part).begin(time);
    var startedAt = Instant.now();
    return begun(new Part(part), new Times(by, startedAt, startedAt.plus(time)));
  }

  /**
   * A record of topic {@code drills}, by this console or another one. One that came already, or is
   * over, changes nothing.
   *
   * @param order null: the drill was ended
   */
  public synchronized void take(long node, @Nullable NodeDrill order) {
    if (order == null) {
      ended(Long.toString(node));
    } else if (Instant.now().isBefore(Instant.ofEpochMilli(order.getUntilMs()))) {
      var _ = ordered(order);
    }
  }

  /** A fault of a program is ordered. */
  public synchronized Drill ordered(NodeDrill order) {
    var target = new Program(order);
    for (var card : newestFirst) {
      if (card.target().equals(target)) {
        return card.shown();
      }
    }
    return begun(
        target,
        new Times(
            order.getBy(),
            Instant.ofEpochMilli(order.getStartedMs()),
            Instant.ofEpochMilli(order.getUntilMs())));
  }

  private Drill begun(DrillTarget target, Times times) {
    for (var former : newestFirst) {
      if (former.isUnfinished() && !former.isOn()) { // two are on if two consoles ordered at once
        former.giveWay();
      }
    }
    var card = new DrillCard(target, times, counts(target), nodes.owner());
    newestFirst.addFirst(card);
    if (newestFirst.size() > MOST) {
      newestFirst.removeLast();
    }
    hub.publish("drill", card.shown());
    return card.shown();
  }

  /** Starts a part again. Refuses if no drill keeps it stopped. */
  public synchronized void end(String part) {
    demandOn(part);
    outage(part).end();
    ended(part);
  }

  /** Refuses if no drill of this part or node is on. */
  public synchronized void demandOn(String target) {
    if (newestFirst.stream().noneMatch(card -> card.isOnAt(target))) {
      throw ProblemType.NOT_FOUND.refuse("no drill of %s is on".formatted(target));
    }
  }

  /** Whether it names a part of this process. */
  public boolean isPart(String target) {
    return parts.find(target) != null;
  }

  private void ended(String target) {
    for (var card : newestFirst) {
      if (card.isOnAt(target)) {
        card.end();
        hub.publish("drill", card.shown());
      }
    }
  }

  /** Whether a drill is on, or what it did is not yet made good. */
  synchronized boolean isAnyUnfinished() {
    return newestFirst.stream().anyMatch(DrillCard::isUnfinished);
  }

  /** What the verdict of this second says about the drills that are not over. */
  synchronized void see(Verdict verdict) {
    newestFirst.stream().filter(DrillCard::isUnfinished).forEach(card -> see(card, verdict));
  }

  private void see(DrillCard card, Verdict verdict) {
    var before = card.shown();
    var target = card.target();
    card.see(new Seen(verdict, sight(target), isRecording(card), counts(target), nodes.owner()));
    var now = card.shown();
    if (!now.equals(before)) {
      hub.publish("drill", now);
    }
  }

  /** The program whose fault is on, as it said itself; null: none. */
  synchronized @Nullable NodeDrill struck() {
    for (var card : newestFirst) {
      if (card.isStruck() && card.target() instanceof Program(NodeDrill order)) {
        return order;
      }
    }
    return null;
  }

  private Sight sight(DrillTarget target) {
    return switch (target) {
      case Part(String name) -> isRunning(name) ? Sight.WELL : Sight.STRUCK;
      case Program(NodeDrill order) -> nodes.sight(order);
    };
  }

  /**
   * Whether the figures that a node sent after its drill say that it records all; true where they
   * are of a program without events, or it sends none.
   */
  private boolean isRecording(DrillCard card) {
    if (!(card.target() instanceof Program(NodeDrill order))) {
      return true;
    }
    var said = vitals.state(order.getNode());
    if (said == null || said.notRecorded() == null) {
      return true;
    }
    boolean isSince = said.boot() != order.getBoot() || said.arrivedAt().isAfter(card.until());
    return isSince && said.recordsAll();
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

  /** Null: the node is no ingress, or there is none in this process. */
  private @Nullable Counts counts(DrillTarget target) {
    return switch (target) {
      case Part _ -> countsHere();
      case Program(NodeDrill order) -> countsOf(vitals.state(order.getNode()));
    };
  }

  private static @Nullable Counts countsOf(@Nullable NodeState said) {
    var answered = said == null ? null : said.answered();
    var notRecorded = said == null ? null : said.notRecorded();
    return answered == null || notRecorded == null ? null : new Counts(answered, notRecorded);
  }

  private @Nullable Counts countsHere() {
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
