package equilibrium.bench.week;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Zipf's law over numbers from 0, with exponent 0.5. */
final class Popularity {
  private static final double EXPONENT = 0.5;

  private final double[] below; // sums of the weights up to each number

  Popularity(int size) {
    below = new double[size];
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += Math.pow(i + 1, -EXPONENT);
      below[i] = sum;
    }
  }

  int draw(SplittableRandom random) {
    int place = Arrays.binarySearch(below, random.nextDouble() * below[below.length - 1]);
    return Math.min(below.length - 1, place < 0 ? -place - 1 : place + 1);
  }
}
