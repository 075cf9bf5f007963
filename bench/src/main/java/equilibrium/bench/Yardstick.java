package equilibrium.bench;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * A piece of work that is always the same, to know how fast the machine is at the moment: a shared
 * one gives half as much again in one hour as in another.
 */
final class Yardstick {
  private static final int NUMBERS = 500_000;
  private static final int ROUNDS = 3; // the compiler learns in the first ones

  /** CPU time of putting a number into a sorted set, of half a million random ones. */
  static Duration measure() {
    var took = Duration.ZERO;
    for (int round = 0; round < ROUNDS; round++) {
      took = once();
    }
    return took;
  }

  private static Duration once() {
    var threads = ManagementFactory.getThreadMXBean();
    var random = new SplittableRandom(1);
    var sorted = new TreeSet<Long>();
    long began = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < NUMBERS; i++) {
      sorted.add(random.nextLong());
    }
    return Duration.ofNanos((threads.getCurrentThreadCpuTime() - began) / sorted.size());
  }

  private Yardstick() {}
}
