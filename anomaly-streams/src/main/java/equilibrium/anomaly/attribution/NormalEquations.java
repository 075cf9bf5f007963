package equilibrium.anomaly.attribution;

/**
 * Dense normal equations G x = c of few columns, with a weight for each row: G = A'WA, c = A'Wb. A
 * library for dense matrices would add a dependency for forty lines, and does not promise the same
 * bits in its next release.
 */
final class NormalEquations {
  private final double[][] gram;
  private final double[] right;

  NormalEquations(int columns) {
    this.gram = new double[columns][columns];
    this.right = new double[columns];
  }

  /**
   * Adds an equation.
   *
   * @param index by column of the row, the column here; -1: left out
   * @param weight of the equation
   */
  void add(Row row, int[] index, double weight) {
    for (int i = 0; i < row.columns().length; i++) {
      int a = index[row.columns()[i]];
      if (a >= 0) {
        double weighted = weight * row.values()[i];
        right[a] += weighted * row.target();
        for (int j = 0; j < row.columns().length; j++) {
          int b = index[row.columns()[j]];
          if (b >= 0) {
            gram[a][b] += weighted * row.values()[j];
          }
        }
      }
    }
  }

  /**
   * Decomposes them, so that they can be solved.
   *
   * @param leastPivot a column with less left by the columns before it is left out
   */
  Solvable decomposed(double leastPivot) {
    return new Solvable(lower(leastPivot), right);
  }

  /** Decomposed equations. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Solvable(double[][] lower, double[] right) {

    /** The solution; 0 for a column that others explain. */
    double[] values() {
      double[] x = forward(lower, right);
      for (int i = x.length - 1; i >= 0; i--) {
        double sum = x[i];
        for (int k = i + 1; k < x.length; k++) {
          sum -= lower[k][i] * x[k];
        }
        x[i] = lower[i][i] == 0 ? 0 : sum / lower[i][i];
      }
      return x;
    }

    /** The diagonal of the inverse of G; 0 for a column that others explain. */
    double[] variances() {
      double[] variances = new double[right.length];
      for (int column = 0; column < variances.length; column++) {
        double[] unit = new double[right.length];
        unit[column] = 1;
        double sum = 0;
        for (double each : forward(lower, unit)) {
          sum += each * each;
        }
        variances[column] = lower[column][column] == 0 ? 0 : sum;
      }
      return variances;
    }
  }

  /** Cholesky's lower triangle; a left-out column has 0 on its diagonal and below. */
  private double[][] lower(double leastPivot) {
    int n = right.length;
    double[][] lower = new double[n][n];
    for (int j = 0; j < n; j++) {
      double pivot = gram[j][j] - dot(lower[j], lower[j], j);
      if (pivot >= leastPivot) {
        lower[j][j] = Math.sqrt(pivot);
        for (int i = j + 1; i < n; i++) {
          lower[i][j] = (gram[i][j] - dot(lower[i], lower[j], j)) / lower[j][j];
        }
      }
    }
    return lower;
  }

  private static double[] forward(double[][] lower, double[] right) {
    double[] y = new double[right.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = lower[i][i] == 0 ? 0 : (right[i] - dot(lower[i], y, i)) / lower[i][i];
    }
    return y;
  }

  private static double dot(double[] a, double[] b, int length) {
    double sum = 0;
    for (int i = 0; i < length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
