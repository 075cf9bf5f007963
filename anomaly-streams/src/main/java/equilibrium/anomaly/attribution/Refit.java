package equilibrium.anomaly.attribution;

import equilibrium.anomaly.attribution.NormalEquations.Solvable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The same without penalty, over the columns that a regression found active, and how certain each
 * coefficient is. Huber's loss is that of weighted least squares, whose weights follow from its
 * residuals; the normal equations are solved a few times, by Cholesky's decomposition.
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

  /** Weights that follow from residuals have settled by then. */
  private static final int REWEIGHTINGS = 8;

  static Refit of(List<Row> rows, double[] penalised, AttributionRules.Fit rules) {
    int[] active = active(penalised, rules.mostActive());
    var solvable = weighted(rows, active, penalised, rules.deviation());
    double[] coefficients = scattered(solvable.values(), active, penalised.length);
    for (int i = 1; i < REWEIGHTINGS; i++) {
      solvable = weighted(rows, active, coefficients, rules.deviation());
      coefficients = scattered(solvable.values(), active, penalised.length);
    }
    double[] variances = solvable.variances();
    double sigma = sigma(rows, coefficients);
    double[] t = new double[penalised.length];
    for (int i = 0; i < active.length; i++) {
      int column = active[i];
      t[column] = variances[i] > 0 ? coefficients[column] / (sigma * Math.sqrt(variances[i])) : 0;
    }
    return new Refit(coefficients, t, sigma);
  }

  /** The normal equations with the weights that follow from these coefficients. */
  private static Solvable weighted(
      List<Row> rows, int[] active, double[] coefficients, double deviation) {
    int[] index = new int[coefficients.length];
    Arrays.fill(index, -1);
    for (int i = 0; i < active.length; i++) {
      index[active[i]] = i;
    }
    var equations = new NormalEquations(active.length);
    for (Row row : rows) {
      double residual = Math.abs(row.target() - row.times(coefficients));
      equations.add(row, index, Math.min(1, deviation / residual));
    }
    return equations.decomposed(LEAST_PIVOT);
  }

  private static double[] scattered(double[] values, int[] columns, int all) {
    double[] scattered = new double[all];
    for (int i = 0; i < columns.length; i++) {
      scattered[columns[i]] = values[i];
    }
    return scattered;
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
