package equilibrium.anomaly.progress;

import java.util.Arrays;

/** Spearman's rank correlation, ties by their mean rank. */
final class Spearman {

  /** From -1 to 1; 0 if one of them never changes. The arrays have the same length. */
  static double of(long[] x, long[] y) {
    double[] a = ranks(x);
    double[] b = ranks(y);
    double mean = (x.length + 1) / 2.0;
    double product = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < a.length; i++) {
      product += (a[i] - mean) * (b[i] - mean);
      squaresA += (a[i] - mean) * (a[i] - mean);
      squaresB += (b[i] - mean) * (b[i] - mean);
    }
    return squaresA == 0 || squaresB == 0 ? 0 : product / Math.sqrt(squaresA * squaresB);
  }

  private static double[] ranks(long[] values) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    double[] ranks = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      int below = 0;
      int same = 0;
      for (long other : sorted) {
        below += other < values[i] ? 1 : 0;
        same += other == values[i] ? 1 : 0;
      }
      ranks[i] = below + (same + 1) / 2.0;
    }
    return ranks;
  }

  /**
   * Whether a correlation is lower than the expected one by more than chance explains (Fisher's
   * transformation with the variance 1.06 / (n - 3) of ranks; p below 0.01).
   */
  static boolean isBelow(double correlation, double expected, int n) {
    double z = (atanh(expected) - atanh(correlation)) * Math.sqrt((n - 3) / 1.06);
    return z > 2.326;
  }

  private static double atanh(double value) {
    double inside = Math.clamp(value, -0.999, 0.999);
    return 0.5 * StrictMath.log((1 + inside) / (1 - inside));
  }

  private Spearman() {}
}
