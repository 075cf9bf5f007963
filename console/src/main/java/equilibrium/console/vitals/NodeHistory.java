package equilibrium.console.vitals;

import equilibrium.schemas.event.Vitals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one node: half an hour in steps of 5 s, 24 h in steps of a minute. Takes 7.2 kB
 * for each figure that it has: 173 kB for an ingress, 36 kB for another program. Not thread-safe.
 */
final class NodeHistory {
  private static final int FINE_SECONDS = 5;
  private static final int FINE_STEPS = 30 * 60 / FINE_SECONDS;
  private static final int COARSE_SECONDS = 60;
  private static final int COARSE_STEPS = 24 * 60;

  /** Of one figure. */
  static final int MOST_POINTS = FINE_STEPS + COARSE_STEPS;

  /** Between records that are further apart no rate is known. */
  private static final Duration LONGEST_GAP = Duration.ofMinutes(10);

  /** As in the alert RepliesSlow. */
  private static final long SLOW_US = 250_000;

  private static final double MS_PER_SECOND = 1_000;
  private static final long HOUR_MS = Duration.ofHours(1).toMillis();

  /** Records of an hour. */
  private static final int MOST_LOST = 3_600 / FINE_SECONDS;

  private final StepRing fine = new StepRing(FINE_SECONDS, FINE_STEPS);
  private final StepRing coarse = new StepRing(COARSE_SECONDS, COARSE_STEPS);
  private Vitals newest;
  private long newestMs;
  private Instant arrivedAt;
  private boolean recordsAll;

  /** Since when one of 100 replies is slow in each record; null: it is not. */
  private @Nullable Long slowSinceMs;

  /** Announces that were not recorded in the last hour, oldest first. */
  private final Deque<Lost> lost = new ArrayDeque<>();

  private record Lost(long atMs, long announces) {}

  /** What former processes of the node had counted. */
  private long answeredBefore;

  private long notRecordedBefore;

  /**
   * Begins with a record.
   *
   * @param atMs when the figures were read, since 1970
   * @param arrivedAt by this console's clock
   */
  NodeHistory(Vitals first, long atMs, Instant arrivedAt) {
    this.newest = first;
    this.newestMs = atMs;
    this.arrivedAt = arrivedAt;
    this.recordsAll = isRecordingAll(first, 0);
    time(first, atMs);
    keep(first, null, atMs);
  }

  void take(Vitals vitals, long atMs, Instant arrived) {
    boolean isSameBoot = vitals.getBoot() == newest.getBoot();
    boolean isNear = Math.abs(atMs - newestMs) <= LONGEST_GAP.toMillis();
    keep(vitals, isSameBoot && isNear ? newest : null, atMs);
    if (!isSameBoot) {
      answeredBefore += orZero(newest.getAnswered());
      notRecordedBefore += orZero(newest.getNotRecorded());
    }
    long before = isSameBoot ? orZero(newest.getNotRecorded()) : 0;
    recordsAll = isRecordingAll(vitals, before);
    lose(orZero(vitals.getNotRecorded()) - before, atMs);
    time(vitals, atMs);
    newest = vitals;
    newestMs = atMs;
    arrivedAt = arrived;
  }

  private void lose(long announces, long atMs) {
    if (announces > 0) {
      lost.addLast(new Lost(atMs, announces));
    }
    while (!lost.isEmpty() && (lost.getFirst().atMs < atMs - HOUR_MS || lost.size() > MOST_LOST)) {
      lost.removeFirst();
    }
  }

  private void time(Vitals vitals, long atMs) {
    var us = vitals.getReplyP99Us();
    if (us == null || us <= SLOW_US) {
      slowSinceMs = null;
    } else if (slowSinceMs == null) {
      slowSinceMs = atMs;
    }
  }

  private static boolean isRecordingAll(Vitals vitals, long notRecordedUntilThen) {
    return orZero(vitals.getSpooled()) == 0
        && orZero(vitals.getNotRecorded()) == notRecordedUntilThen;
  }

  private static long orZero(@Nullable Long value) {
    return value == null ? 0 : value;
  }

  private void keep(Vitals vitals, @Nullable Vitals before, long atMs) {
    double seconds = (atMs - newestMs) / MS_PER_SECOND;
    for (var figure : NodeFigure.values()) {
      var value = figure.in(vitals, before, seconds);
      if (value != null) {
        fine.add(Math.floorDiv(atMs, 1_000L), figure, value);
        coarse.add(Math.floorDiv(atMs, 1_000L), figure, value);
      }
    }
  }

  long newestMs() {
    return newestMs;
  }

  NodeState state() {
    return new NodeState(
        newest.getBoot(),
        newest.getAnswered() == null ? null : answeredBefore + newest.getAnswered(),
        newest.getNotRecorded() == null ? null : notRecordedBefore + newest.getNotRecorded(),
        arrivedAt,
        recordsAll);
  }

  /**
   * How many announces it has not recorded since a time, as their replies said.
   *
   * @param sinceMs an hour ago at most
   * @return null: it is no ingress
   */
  @Nullable Long notRecorded(long sinceMs) {
    return newest.getNotRecorded() == null
        ? null
        : lost.stream().filter(each -> each.atMs > sinceMs).mapToLong(Lost::announces).sum();
  }

  /** Whether one of 100 replies was slow in all records of its last so many seconds. */
  boolean isSlowFor(int seconds) {
    return slowSinceMs != null
        && newestMs - slowSinceMs >= seconds * 1_000L
        && arrivedAt.isAfter(Instant.now().minusSeconds(seconds));
  }

  /**
   * How often something counted has happened since a time, of which a figure is the rate.
   *
   * @param from seconds since 1970, half an hour ago at most
   */
  double recent(NodeFigure rate, long from) {
    return fine.sum(rate, from) * FINE_SECONDS;
  }

  /** The same in 24 h. */
  double ofDay(NodeFigure rate, long from) {
    return coarse.sum(rate, from) * COARSE_SECONDS;
  }

  /**
   * Points of a figure, oldest first.
   *
   * @param from seconds since 1970
   * @param to seconds since 1970
   * @param apart least seconds between two points; older ones are a minute apart at least
   */
  List<List<Double>> points(NodeFigure figure, long from, long to, int apart) {
    var points = new ArrayList<List<Double>>();
    if (apart >= COARSE_SECONDS) {
      coarse.points(figure, from, to, whole(apart, COARSE_SECONDS), points);
      return points;
    }
    long change = Math.ceilDiv(fine.begin(), COARSE_SECONDS) * COARSE_SECONDS;
    coarse.points(figure, from, Math.min(to, change - 1), COARSE_SECONDS, points);
    fine.points(figure, Math.max(from, change), to, whole(apart, FINE_SECONDS), points);
    return points;
  }

  private static int whole(int apart, int step) {
    return Math.toIntExact(Math.min(Math.ceilDiv((long) apart, step) * step, 86_400));
  }
}
