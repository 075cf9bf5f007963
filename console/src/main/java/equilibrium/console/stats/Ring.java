package equilibrium.console.stats;

import java.util.ArrayList;
import java.util.List;

/** The newest values of one figure. Thread-safe. */
final class Ring {
  private final double[] seconds;
  private final double[] values;
  private long count;

  Ring(int most) {
    seconds = new double[most];
    values = new double[most];
  }

  synchronized void add(long epochSecond, double value) {
    int at = (int) (count % values.length);
    seconds[at] = epochSecond;
    values[at] = value;
    count++;
  }

  /** Points within a time, in seconds since 1970, the first of each step. */
  synchronized List<List<Double>> points(double from, double to, int step) {
    var points = new ArrayList<List<Double>>();
    double next = from;
    for (long i = Math.max(0, count - values.length); i < count; i++) {
      int at = (int) (i % values.length);
      if (seconds[at] >= next && seconds[at] <= to) {
        points.add(List.of(seconds[at], values[at]));
        next = seconds[at] + step;
      }
    }
    return points;
  }
}
