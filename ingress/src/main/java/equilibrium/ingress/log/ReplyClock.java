package equilibrium.ingress.log;

import equilibrium.platform.member.ProgramFigures.ReplyTimes;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * How long replies have taken, counted in steps of an eighth of a power of two: at most 12.5 % too
 * long, from 1 µs to some 70 s. Adding is one atomic addition. Any thread calls.
 */
final class ReplyClock {
  private static final int PARTS_BITS = 3;
  private static final int PARTS = 1 << PARTS_BITS;

  /** Of 26 bits, in µs. */
  private static final int STEPS = 24 * PARTS;

  private final AtomicLongArray counts = new AtomicLongArray(STEPS);
  private final long[] taken = new long[STEPS];

  void add(long ns) {
    counts.getAndIncrement(step(TimeUnit.NANOSECONDS.toMicros(ns)));
  }

  /** Steps of one µs below 8 µs, above that 8 steps for each power of two. */
  static int step(long us) {
    if (us < PARTS) {
      return (int) Math.max(0, us);
    }
    int shift = Long.SIZE - 1 - PARTS_BITS - Long.numberOfLeadingZeros(us);
    int step = (shift << PARTS_BITS) + (int) (us >>> shift);
    return Math.min(step, STEPS - 1);
  }

  /** The longest time of a step, µs. */
  static long longest(int step) {
    if (step < PARTS) {
      return step;
    }
    int shift = (step >>> PARTS_BITS) - 1;
    return ((step - ((long) shift << PARTS_BITS) + 1) << shift) - 1;
  }

  /** Of the replies since this was called before; null: there were none. */
  synchronized @Nullable ReplyTimes take() {
    long[] since = new long[STEPS];
    long all = 0;
    for (int step = 0; step < STEPS; step++) {
      long now = counts.get(step);
      since[step] = now - taken[step];
      taken[step] = now;
      all += since[step];
    }
    return all == 0
        ? null
        : new ReplyTimes(
            quantile(since, all, 0.5), quantile(since, all, 0.99), quantile(since, all, 0.999));
  }

  private static long quantile(long[] counts, long all, double share) {
    long wanted = (long) Math.ceil(all * share);
    int step = 0;
    for (long sum = counts[0]; sum < wanted; sum += counts[step]) {
      step++;
    }
    return longest(step);
  }
}
