package equilibrium.bench.world;

import java.util.SplittableRandom;

/** Random numbers that are the same in every run and on every machine. */
final class Dice {
  private final SplittableRandom random;

  Dice(long seed) {
    this(new SplittableRandom(seed));
  }

  private Dice(SplittableRandom random) {
    this.random = random;
  }

  /** An independent sequence, so that more draws in one part change no other part. */
  Dice split() {
    return new Dice(random.split());
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** Uniform, from low to below high. */
  double between(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  /** From 0 to below bound. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  long below(long bound) {
    return random.nextLong(bound);
  }

  double exponential(double mean) {
    return -mean * StrictMath.log(1 - random.nextDouble());
  }

  double normal(double mean, double deviation) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return mean + deviation * radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
  }

  /** Log-normal. */
  double spread(double median, double sigma) {
    return median * StrictMath.exp(normal(0, sigma));
  }

  /** How often a rare thing happens, given how often it does on average. */
  int poisson(double mean) {
    double limit = StrictMath.exp(-mean);
    int count = 0;
    for (double product = random.nextDouble(); product > limit; product *= random.nextDouble()) {
      count++;
    }
    return count;
  }

  byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }
}
