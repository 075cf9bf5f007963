package equilibrium.scoring.rules;

/** Sums and products of amounts that are never negative; a larger result is the largest long. */
public final class Saturating {

  public static long sum(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  public static long product(long a, long b) {
    long low = a * b;
    return Math.multiplyHigh(a, b) != 0 || low < 0 ? Long.MAX_VALUE : low;
  }

  private Saturating() {}
}
