package equilibrium.anomaly.attribution;

import java.util.Arrays;
import java.util.List;

/**
 * A sparse, robust, non-negative regression, min over x >= 0 of H(A x - b) + penalty * sum of x,
 * with columns of A scaled to length 1. H is Huber's loss (Annals of Mathematical Statistics 35,
 * 1964): half the square of a residual up to a deviation, linear beyond. Solved by FISTA (A. Beck,
 * M. Teboulle, SIAM J. Imaging Sciences 2, 2009) from 0. The same rows in the same order give the
 * same result, bit for bit.
 */
final class Regression {
  private static final int BOUND_ITERATIONS = 20;

  /** No coefficient has changed by more, in standard errors: it has converged. */
  private static final double LEAST_CHANGE = 1e-7;

  private final List<Row> rows;
  private final double[] lengths;
  private final double deviation;

  /**
   * A regression.
   *
   * @param columns number of columns
   * @param deviation at which the loss becomes linear
   */
  Regression(List<Row> rows, int columns, double deviation) {
    this.rows = rows;
    this.deviation = deviation;
    this.lengths = lengths(rows, columns);
    for (Row row : rows) {
      for (int i = 0; i < row.values().length; i++) {
        double length = lengths[row.columns()[i]];
        row.values()[i] = (float) (length == 0 ? 0 : row.values()[i] / length);
      }
    }
  }

  private static double[] lengths(List<Row> rows, int columns) {
    double[] squares = new double[columns];
    for (Row row : rows) {
      for (int i = 0; i < row.values().length; i++) {
        squares[row.columns()[i]] += (double) row.values()[i] * row.values()[i];
      }
    }
    return Arrays.stream(squares).map(Math::sqrt).toArray();
  }

  /** Length of each column before it was scaled: a scaled coefficient divided by it is the real. */
  double[] lengths() {
    return lengths;
  }

  /** The rows, with scaled values. */
  List<Row> rows() {
    return rows;
  }

  /**
   * The scaled coefficients.
   *
   * @param iterations at most
   */
  double[] solve(double penalty, int iterations) {
    double step = 1 / largestEigenvalue();
    double[] x = new double[lengths.length];
    double[] ahead = x.clone();
    double momentum = 1;
    double change = Double.MAX_VALUE;
    for (int i = 0; i < iterations && change > LEAST_CHANGE; i++) {
      double[] next = step(ahead, step, penalty);
      double after = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
      double share = (momentum - 1) / after;
      change = 0;
      for (int j = 0; j < x.length; j++) {
        ahead[j] = next[j] + share * (next[j] - x[j]);
        change = Math.max(change, Math.abs(next[j] - x[j]));
      }
      x = next;
      momentum = after;
    }
    return x;
  }

  private double[] step(double[] from, double step, double penalty) {
    double[] gradient = new double[from.length];
    for (Row row : rows) {
      double residual = row.times(from) - row.target();
      row.addTo(gradient, Math.clamp(residual, -deviation, deviation));
    }
    for (int j = 0; j < from.length; j++) {
      gradient[j] = Math.max(0, from[j] - step * (gradient[j] + penalty));
    }
    return gradient;
  }

  /**
   * An upper bound of the largest eigenvalue of A'A, close to it. For a matrix M and a vector v
   * without negative entries, the bound is the largest of (M v)_i / v_i (L. Collatz, 1942).
   */
  private double largestEigenvalue() {
    double[] v = new double[lengths.length];
    Arrays.fill(v, 1);
    double bound = 1;
    for (int i = 0; i < BOUND_ITERATIONS; i++) {
      double[] next = new double[v.length];
      for (Row row : rows) {
        row.addTo(next, row.times(v));
      }
      bound = 1;
      for (int j = 0; j < v.length; j++) {
        bound = lengths[j] > 0 ? Math.max(bound, next[j] / v[j]) : bound;
      }
      for (int j = 0; j < v.length; j++) {
        v[j] = Math.max(next[j] / bound, 1e-100);
      }
    }
    return bound;
  }
}
