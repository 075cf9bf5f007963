package equilibrium.console.vitals;

import equilibrium.console.problem.Refused;
import equilibrium.console.shape.History;
import equilibrium.platform.EffectiveTime;
import equilibrium.platform.TimeScale;
import equilibrium.platform.control.TopicFollower;
import equilibrium.schemas.event.Vitals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The figures of every node over 24 h, as topic {@code vitals} has them. A node that was silent for
 * as long is forgotten; of more than {@value #MOST} the one that has been silent for longest.
 * Thread-safe.
 */
public final class VitalsHistory implements TopicFollower.Taker<Long, Vitals> {
  /** How far back the figures go. */
  public static final Duration KEPT = Duration.ofDays(1);

  static final int MOST = 200;

  /** As in the alert RefusedMany. */
  private static final Duration RECENT = Duration.ofMinutes(10);

  /** Of all series in an answer; one has {@value NodeHistory#MOST_POINTS} at most. */
  private static final int MOST_POINTS = 100_000;

  private static final String ALL = "all";
  private static final EffectiveTime TIME = new EffectiveTime(TimeScale.REAL);

  /**
   * What is asked for.
   *
   * @param step least seconds between two points
   */
  public record Span(Instant from, Instant to, int step) {
    private long first() {
      return from.getEpochSecond();
    }

    private long last() {
      return to.getEpochSecond();
    }

    /** Seconds, of those that figures are kept for. */
    private long seconds() {
      return Math.clamp(last() - first(), 0, KEPT.toSeconds());
    }

    /** Seconds between two points of so many series. */
    private int apart(int series) {
      int most = Math.clamp(MOST_POINTS / Math.max(1, series), 2, NodeHistory.MOST_POINTS);
      return most == NodeHistory.MOST_POINTS
          ? step
          : Math.toIntExact(Math.max(step, Math.ceilDiv(seconds(), most - 1)));
    }
  }

  private final SequencedMap<Long, NodeHistory> silentFirst = new LinkedHashMap<>();

  @Override
  public synchronized void begin() {
    silentFirst.clear();
  }

  @Override
  public synchronized void take(Long id, @Nullable Vitals vitals, long appendedMs) {
    if (vitals == null) {
      return;
    }
    long atMs = TIME.of(vitals.getAtMs(), appendedMs);
    var node = silentFirst.remove(id);
    if (node == null) {
      node = new NodeHistory(vitals, atMs, Instant.now());
    } else {
      node.take(vitals, atMs, Instant.now());
    }
    silentFirst.putLast(id, node);
    if (silentFirst.size() > MOST) {
      silentFirst.pollFirstEntry();
    }
    forget(atMs - KEPT.toMillis());
  }

  private void forget(long beforeMs) {
    while (silentFirst.firstEntry().getValue().newestMs() < beforeMs) {
      silentFirst.pollFirstEntry();
    }
  }

  /** What a node said last; null: it says nothing. */
  public synchronized @Nullable NodeState state(long node) {
    var found = silentFirst.get(node);
    return found == null ? null : found.state();
  }

  /**
   * Announces that nodes have not recorded, as their replies said.
   *
   * @param but of all nodes except these
   * @param sinceMs an hour ago at most, milliseconds since 1970
   * @return null: none of them is an ingress
   */
  public synchronized @Nullable Long notRecorded(Set<Long> but, long sinceMs) {
    Long sum = null;
    for (var node : silentFirst.entrySet()) {
      var one = but.contains(node.getKey()) ? null : node.getValue().notRecorded(sinceMs);
      if (one != null) {
        sum = (sum == null ? 0 : sum) + one;
      }
    }
    return sum;
  }

  /** A node of which one reply of 100 has been slow for so many seconds; null: none. */
  public synchronized @Nullable Long slowFor(int seconds) {
    for (var node : silentFirst.entrySet()) {
      if (node.getValue().isSlowFor(seconds)) {
        return node.getKey();
      }
    }
    return null;
  }

  /** What all ingresses together have refused until now. */
  public synchronized Refusals refusals(Instant now) {
    long recently = now.getEpochSecond() - RECENT.toSeconds();
    long dayAgo = now.getEpochSecond() - KEPT.toSeconds();
    double refused = 0;
    double answered = 0;
    double refusedOfDay = 0;
    double answeredOfDay = 0;
    for (var node : silentFirst.values()) {
      refused += node.recent(NodeFigure.REFUSED, recently);
      answered += node.recent(NodeFigure.ANNOUNCES, recently);
      refusedOfDay += node.ofDay(NodeFigure.REFUSED, dayAgo);
      answeredOfDay += node.ofDay(NodeFigure.ANNOUNCES, dayAgo);
    }
    return new Refusals(
        refused / RECENT.toSeconds(), share(refused, answered), share(refusedOfDay, answeredOfDay));
  }

  private static double share(double of, double others) {
    return of == 0 ? 0 : of / (of + others);
  }

  /**
   * Series of nodes. A figure that a node does not have, or not in this time, is left out.
   *
   * @param nodes ids separated by commas, or {@code all}
   * @param names separated by commas; null: all figures
   */
  public synchronized History history(String nodes, @Nullable String names, Span span) {
    var ids = ids(nodes);
    var figures = figures(names);
    int apart = span.apart(ids.size() * figures.size());
    var series = new ArrayList<History.Series>();
    for (var id : ids) {
      var node = silentFirst.get(id);
      if (node != null) {
        figures.forEach(figure -> {
          var points = node.points(figure, span.first(), span.last(), apart);
          if (!points.isEmpty()) {
            series.add(new History.Series(id.toString(), figure.id(), figure.unit(), points));
          }
        });
      }
    }
    return new History(series);
  }

  private List<Long> ids(String nodes) {
    if (nodes.equals(ALL)) {
      return silentFirst.keySet().stream().sorted().toList();
    }
    return Stream.of(nodes.split(",")).distinct().map(this::id).toList();
  }

  private Long id(String node) {
    for (var id : silentFirst.keySet()) {
      if (id.toString().equals(node)) {
        return id;
      }
    }
    throw Refused.badValue(
        "?node",
        "\"%s\", expected all, or ids of members that have reported figures within a day"
            .formatted(node));
  }

  private static List<NodeFigure> figures(@Nullable String names) {
    return names == null
        ? List.of(NodeFigure.values())
        : Stream.of(names.split(",")).distinct().map(VitalsHistory::figure).toList();
  }

  private static NodeFigure figure(String name) {
    for (var figure : NodeFigure.values()) {
      if (figure.id().equals(name)) {
        return figure;
      }
    }
    var known = Stream.of(NodeFigure.values()).map(NodeFigure::id);
    throw Refused.badValue(
        "?series",
        "\"%s\", expected some of %s".formatted(name, known.collect(Collectors.joining(", "))));
  }
}
