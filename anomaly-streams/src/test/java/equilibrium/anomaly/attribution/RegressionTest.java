package equilibrium.anomaly.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import equilibrium.anomaly.attribution.AttributionRules.Fit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RegressionTest {
  private static final double UNLIMITED = Double.POSITIVE_INFINITY;
  private static final Fit SQUARES = new Fit(0, UNLIMITED, 0, 10);

  /** One column (3, 4) of length 5, target (6, 8): 10 without a penalty, 10 - 4 with 4. */
  @Test
  void aPenaltyIsTakenFromACoefficientOfAColumnOfLengthOne() {
    var regression = new Regression(List.of(row(6, 3), row(8, 4)), 1, UNLIMITED);

    assertThat(regression.solve(4, 600)[0]).isCloseTo(6, within(1e-5));
    assertThat(regression.lengths()[0]).isCloseTo(5, within(1e-6));
  }

  @Test
  void aColumnThatWouldNeedANegativeCoefficientGetsNone() {
    var regression = new Regression(List.of(row(-6, 3), row(-8, 4)), 1, UNLIMITED);

    assertThat(regression.solve(4, 600)[0]).isZero();
  }

  /** Coordinate descent until nothing changes is another way to the same minimum. */
  @Test
  void randomSmallProblemsAreSolvedAsByCoordinateDescent() {
    var random = new Random(11);
    for (int round = 0; round < 100; round++) {
      int columns = 1 + random.nextInt(6);
      var rows = rows(random, columns + 2 + random.nextInt(20), columns);
      var regression = new Regression(rows, columns, UNLIMITED);

      double[] solved = regression.solve(1, 20_000);
      double[] descended = descended(regression.rows(), columns, 1);

      assertThat(objective(regression.rows(), solved, 1))
          .isCloseTo(objective(regression.rows(), descended, 1), within(1e-6));
    }
  }

  /**
   * Three observations of 0 and one of 10, which counts as 2 more than the result: 3 x = 2. A
   * column of four 1s has length 2.
   */
  @Test
  void anOutlierPullsNoFurtherThanTheDeviation() {
    var rows = List.of(at(0, 0), at(0, 0), at(0, 0), at(0, 10));

    var regression = new Regression(rows, 1, 2);
    double[] solved = regression.solve(0, 600);
    var refit = Refit.of(regression.rows(), solved, new Fit(0, 2, 600, 10));

    assertThat(solved[0] / regression.lengths()[0]).isCloseTo(2.0 / 3, within(1e-6));
    assertThat(refit.coefficients()[0] / regression.lengths()[0]).isCloseTo(2.0 / 3, within(1e-6));
  }

  /** Targets 2, 4 and 7 of columns 1 and 1, 2 and 1: the mean of the first two is best: 2, 3. */
  @Test
  void aRefitIsLeastSquaresWithStandardErrors() {
    // x = 2 explains 2 and 2 exactly; y explains 4, 8, 6: best (4 + 8 + 6) / 3 = 6
    var rows = List.of(at(0, 2), at(0, 2), at(1, 4), at(1, 8), at(1, 6));

    var refit = Refit.of(rows, new double[] {1, 1}, SQUARES);

    assertThat(refit.coefficients()[0]).isCloseTo(2, within(1e-9));
    assertThat(refit.coefficients()[1]).isCloseTo(6, within(1e-9));
    assertThat(refit.sigma()).isEqualTo(1); // residuals 0, 0, -2, 2, 0: their deviation is 0
    assertThat(refit.t()[1]).isCloseTo(6 * Math.sqrt(3), within(1e-9));
  }

  /** Residuals of -3, 3, -3, 3: 3 / 0.674 = 4.45. */
  @Test
  void sigmaIsTheMedianDeviationOfResiduals() {
    var rows = List.of(at(0, 7), at(0, 13), at(0, 7), at(0, 13));

    var refit = Refit.of(rows, new double[] {1}, SQUARES);

    assertThat(refit.sigma()).isCloseTo(3 / 0.674, within(1e-9));
    assertThat(refit.t()[0]).isCloseTo(10 / (3 / 0.674 / 2), within(1e-9));
  }

  @Test
  void aColumnThatAnotherExplainsIsLeftOutOfTheRefit() {
    var both = new Row(new int[] {0, 1}, new float[] {1, 1}, 5);

    var refit = Refit.of(List.of(both, both), new double[] {1, 1}, SQUARES);

    assertThat(refit.coefficients()).containsExactly(new double[] {5, 0}, within(1e-9));
    assertThat(refit.t()[1]).isZero();
  }

  private static Row row(double target, float value) {
    return new Row(new int[] {0}, new float[] {value}, target);
  }

  private static Row at(int column, double target) {
    return new Row(new int[] {column}, new float[] {1}, target);
  }

  private static List<Row> rows(Random random, int count, int columns) {
    var rows = new ArrayList<Row>();
    for (int i = 0; i < count; i++) {
      float[] values = new float[columns];
      for (int j = 0; j < columns; j++) {
        values[j] = random.nextInt(3) == 0 ? 0 : 5 * random.nextFloat();
      }
      rows.add(
          new Row(IntStream.range(0, columns).toArray(), values, 8 * random.nextGaussian() + 2));
    }
    return rows;
  }

  private static double[] descended(List<Row> rows, int columns, double penalty) {
    double[] x = new double[columns];
    for (int round = 0; round < 20_000; round++) {
      for (int j = 0; j < columns; j++) {
        double product = 0;
        double square = 0;
        for (Row row : rows) {
          double value = row.values()[j];
          product += value * (row.target() - row.times(x) + value * x[j]);
          square += value * value;
        }
        x[j] = square == 0 ? 0 : Math.max(0, (product - penalty) / square);
      }
    }
    return x;
  }

  private static double objective(List<Row> rows, double[] x, double penalty) {
    double sum = 0;
    for (Row row : rows) {
      double residual = row.target() - row.times(x);
      sum += residual * residual / 2;
    }
    for (double each : x) {
      sum += penalty * each;
    }
    return sum;
  }
}
