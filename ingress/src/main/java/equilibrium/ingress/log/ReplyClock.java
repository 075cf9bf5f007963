package equilibrium.ingress.log;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * How long replies have taken, counted in steps of two decimal digits: at most 10 % too long, from
 * 1 µs to 100 s. Adding takes no lock and allocates nothing. Any thread calls.
 */
final class ReplyClock {
  private static final int BASE = 10;

  /** Steps of one µs below this, µs. */
  private static final int FINE = 100;

  private static final int STEPS_PER_DECADE = 90;
  private static final int STEPS = FINE + 6 * STEPS_PER_DECADE;

  private final AtomicLongArray counts = new AtomicLongArray(STEPS);
  private final LongAdder sumUs = new LongAdder();

  void add(long ns) {
    long us = TimeUnit.NANOSECONDS.toMicros(ns);
    counts.getAndIncrement(step(us));
    sumUs.add(us);
  }

  /** Steps of one µs below 100 µs, above that 90 steps for each power of ten. */
  static int step(long us) {
    long digits = Math.max(0, us);
    int decades = 0;
    while (digits >= FINE) {
      digits /= BASE;
      decades++;
    }
    return Math.min(STEPS_PER_DECADE * decades + (int) digits, STEPS - 1);
  }

  /** The longest time of a step, µs. */
  static long longest(int step) {
    int decades = Math.max(0, (step - BASE) / STEPS_PER_DECADE);
    long longest = step - (long) STEPS_PER_DECADE * decades + 1;
    for (int decade = 0; decade < decades; decade++) {
      longest *= BASE;
    }
    return longest - 1;
  }

  /** Replies of each step since the start. */
  long[] counts() {
    long[] now = new long[STEPS];
    for (int step = 0; step < STEPS; step++) {
      now[step] = counts.get(step);
    }
    return now;
  }

  /** What all of them took together. */
  double sumSeconds() {
    return sumUs.sum() / (double) TimeUnit.SECONDS.toMicros(1);
  }
}
