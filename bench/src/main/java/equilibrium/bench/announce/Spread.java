package equilibrium.bench.announce;

import java.util.Arrays;

/**
 * How figures of several rounds lie.
 *
 * @param median the middle one; of an even number, the mean of the two in the middle
 */
record Spread(double median, double least, double most) {

  /** The spread of these figures, one or more. */
  static Spread of(double... figures) {
    if (figures.length == 0) {
      throw new IllegalArgumentException("no figures");
    }
    var sorted = figures.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }
}
