package equilibrium.anomaly.attribution;

/**
 * One equation: sum of values * coefficients = target. Values are at least 0.
 *
 * @param columns which coefficients; no two are equal
 * @param values of these columns, of the same length
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Row(int[] columns, float[] values, double target) {

  double times(double[] coefficients) {
    double sum = 0;
    for (int i = 0; i < columns.length; i++) {
      sum += values[i] * coefficients[columns[i]];
    }
    return sum;
  }

  /** All of it, weighed. */
  Row times(double weight) {
    var weighed = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      weighed[i] = (float) (values[i] * weight);
    }
    return new Row(columns, weighed, target * weight);
  }

  /** Adds a multiple of the row to a vector over all columns. */
  void addTo(double[] sums, double times) {
    for (int i = 0; i < columns.length; i++) {
      sums[columns[i]] += values[i] * times;
    }
  }
}
