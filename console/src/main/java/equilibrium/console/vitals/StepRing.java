package equilibrium.console.vitals;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Values of figures at even steps of time, of the newest steps only. Takes 4 bytes a step of each
 * figure that has values. Not thread-safe.
 */
final class StepRing {
  private static final long NONE = Long.MIN_VALUE;
  private static final double THOUSANDTHS = 1_000;

  private final int seconds;
  private final int steps;
  private final Map<NodeFigure, float[]> rows = new EnumMap<>(NodeFigure.class);

  /** How many values the newest step has of each figure. */
  private final int[] parts = new int[NodeFigure.values().length];

  /** Number of the newest step since 1970. */
  private long newest = NONE;

  /**
   * Without values.
   *
   * @param seconds of a step
   * @param steps that are kept
   */
  StepRing(int seconds, int steps) {
    this.seconds = seconds;
    this.steps = steps;
  }

  /** Where the oldest step that is kept begins, in seconds since 1970. */
  long begin() {
    return newest == NONE ? 0 : (newest - steps + 1) * seconds;
  }

  /** Takes a value; one that is older than all that are kept is left out. */
  @SuppressWarnings("EnumOrdinal") // never leaves this object
  void add(long epochSecond, NodeFigure figure, double value) {
    long step = Math.floorDiv(epochSecond, seconds);
    advance(step);
    if (step <= newest - steps) {
      return;
    }
    float[] row = rows.computeIfAbsent(figure, _ -> empty());
    int at = Math.floorMod(step, steps);
    int before = step == newest ? parts[figure.ordinal()]++ : 0;
    row[at] = (float) (before == 0 ? value : figure.joined(row[at], value, before));
  }

  private float[] empty() {
    float[] row = new float[steps];
    Arrays.fill(row, Float.NaN);
    return row;
  }

  private void advance(long step) {
    if (newest != NONE && step > newest) {
      long first = Math.max(newest + 1, step - steps + 1);
      for (float[] row : rows.values()) {
        for (long gone = first; gone <= step; gone++) {
          row[Math.floorMod(gone, steps)] = Float.NaN;
        }
      }
    }
    if (step > newest) {
      newest = step;
      Arrays.fill(parts, 0);
    }
  }

  /**
   * The sum of a figure's values since a time.
   *
   * @param from seconds since 1970; the step that it lies in is whole
   */
  double sum(NodeFigure figure, long from) {
    float[] row = rows.get(figure);
    double sum = 0;
    if (row != null) {
      long first = Math.max(newest - steps + 1, Math.floorDiv(from, seconds));
      for (long step = first; step <= newest; step++) {
        float value = row[Math.floorMod(step, steps)];
        sum += Float.isNaN(value) ? 0 : value;
      }
    }
    return sum;
  }

  /**
   * Adds the points of a time, oldest first: of each stretch one, at the time at which it begins.
   *
   * @param from seconds since 1970; the stretch that it lies in is whole
   * @param to seconds since 1970, included
   * @param apart seconds of a stretch, a multiple of a step
   */
  void points(NodeFigure figure, long from, long to, int apart, List<List<Double>> points) {
    float[] row = rows.get(figure);
    if (row == null) {
      return;
    }
    long first = Math.max(newest - steps + 1, Math.floorDiv(from, apart) * (apart / seconds));
    long last = Math.min(newest, Math.floorDiv(to, seconds));
    long begin = NONE;
    double value = 0;
    int count = 0;
    for (long step = first; step <= last; step++) {
      float next = row[Math.floorMod(step, steps)];
      long itsBegin = Math.floorDiv(step * seconds, apart) * apart;
      if (itsBegin != begin) {
        flush(begin, value, count, points);
        begin = itsBegin;
        count = 0;
      }
      if (!Float.isNaN(next)) {
        value = count == 0 ? next : figure.joined(value, next, count);
        count++;
      }
    }
    flush(begin, value, count, points);
  }

  private static void flush(long begin, double value, int count, List<List<Double>> points) {
    if (count > 0) {
      points.add(List.of((double) begin, Math.round(value * THOUSANDTHS) / THOUSANDTHS));
    }
  }
}
