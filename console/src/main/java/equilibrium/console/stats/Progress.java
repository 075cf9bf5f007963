package equilibrium.console.stats;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where {@code announces} ended in the last ten minutes, which tells how many records a second come
 * and how old the first unread record of a reader is. One thread.
 */
final class Progress {
  private static final int MOST = 600;
  private static final double NS = 1e9;
  private static final double RATE_SECONDS = 30;

  /** Records in all partitions at a time. */
  private record Point(long atNs, long records) {}

  private final Deque<Point> points = new ArrayDeque<>();

  void add(long atNs, Map<Integer, Long> ends) {
    if (!points.isEmpty() && points.getLast().atNs() == atNs) {
      return;
    }
    points.addLast(new Point(atNs, sum(ends)));
    if (points.size() > MOST) {
      points.removeFirst();
    }
  }

  /** Records a second, over the last 30 s. */
  double perSecond() {
    if (points.size() < 2) {
      return 0;
    }
    var last = points.getLast();
    var first = points.getFirst();
    for (var point : points) {
      first = point;
      if ((last.atNs() - point.atNs()) / NS <= RATE_SECONDS) {
        break;
      }
    }
    double seconds = (last.atNs() - first.atNs()) / NS;
    return seconds <= 0 ? 0 : Math.max(0, last.records() - first.records()) / seconds;
  }

  /** Records that a reader has not read; null: it has no position yet. */
  static @Nullable Long lag(Map<Integer, Long> ends, @Nullable Map<Integer, Long> reader) {
    if (reader == null || reader.isEmpty()) {
      return null;
    }
    long lag = 0;
    for (var end : ends.entrySet()) {
      lag += Math.max(0, end.getValue() - reader.getOrDefault(end.getKey(), end.getValue()));
    }
    return lag;
  }

  /**
   * About how old the first unread record is, in seconds; at most what is remembered.
   *
   * @param lag records that are not read
   */
  double age(long lag) {
    if (lag <= 0 || points.isEmpty()) {
      return 0;
    }
    var last = points.getLast();
    long read = last.records() - lag;
    long since = points.getFirst().atNs();
    for (var point : points) {
      if (point.records() > read) {
        break;
      }
      since = point.atNs();
    }
    return (last.atNs() - since) / NS;
  }

  private static long sum(Map<Integer, Long> ends) {
    return ends.values().stream().mapToLong(Long::longValue).sum();
  }
}
