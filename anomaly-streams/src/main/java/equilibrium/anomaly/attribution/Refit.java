package equilibrium.anomaly.attribution;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Least squares without penalty over the columns that a regression found active, and how certain
 * each coefficient is. Solved by the normal equations and Cholesky's decomposition.
 *
 * @param coefficients scaled, by column; 0: not active, or not to be told from other columns
 * @param t quotient of a coefficient and its standard error, by column; 0 where it is 0
 * @param sigma standard deviation of a residual, at least 1: from the median absolute deviation
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Refit(double[] coefficients, double[] t, double sigma) {
  /** A normal deviate's median absolute deviation. */
  private static final double NORMAL_MAD = 0.674;

  /** Of a column of length 1, the square of what other columns leave unexplained. */
  private static final double LEAST_PIVOT = 1e-6;

  static Refit of(List<Row> rows, double[] penalised, int mostActive) {
    int[] active = active(penalised, mostActive);
    int[] index = new int[penalised.length];
    Arrays.fill(index, -1);
    for (int i = 0; i < active.length; i++) {
      index[active[i]] = i;
    }
    var equations = new NormalEquations(active.length);
    rows.forEach(row -> equations.add(row, index));
    var solution = equations.solve(LEAST_PIVOT);
    double[] coefficients = new double[penalised.length];
    for (int i = 0; i < active.length; i++) {
      coefficients[active[i]] = solution.values()[i];
    }
    double sigma = sigma(rows, coefficients);
    double[] t = new double[penalised.length];
    for (int i = 0; i < active.length; i++) {
      double variance = solution.variances()[i];
      t[active[i]] = variance > 0 ? solution.values()[i] / (sigma * Math.sqrt(variance)) : 0;
    }
    return new Refit(coefficients, t, sigma);
  }

  private static int[] active(double[] penalised, int most) {
    return IntStream.range(0, penalised.length)
        .filter(column -> penalised[column] > 0)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer column) -> -penalised[column]))
        .limit(most)
        .sorted()
        .mapToInt(column -> column)
        .toArray();
  }

  private static double sigma(List<Row> rows, double[] coefficients) {
    if (rows.isEmpty()) {
      return 1;
    }
    double[] residuals =
        rows.stream().mapToDouble(row -> row.target() - row.times(coefficients)).toArray();
    double middle = median(residuals);
    double[] distances = Arrays.stream(residuals).map(each -> Math.abs(each - middle)).toArray();
    return Math.max(1, median(distances) / NORMAL_MAD);
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    int half = values.length / 2;
    return values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
  }
}
