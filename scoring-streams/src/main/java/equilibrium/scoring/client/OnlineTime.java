package equilibrium.scoring.client;

import equilibrium.scoring.rules.OnlineSamples;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * The samples at which a client was online, in any of its sessions. A sample counts if the interval
 * of any counted announce covers it. So parallel sessions count once, in any order; and on average
 * the samples cover the time for which the client was online (docs/explain/scoring.md#sums). The
 * samples of the last 14 days are remembered, to know which are counted; older ones add nothing.
 * Immutable.
 */
public final class OnlineTime {
  /** Words of 64 samples. */
  public static final int WORDS = 11;

  private static final int SAMPLES = WORDS * Long.SIZE;
  static final OnlineTime NEVER = new OnlineTime(Long.MIN_VALUE / 2, new long[WORDS]);

  private final long newest;
  private final long[] counted;

  private OnlineTime(long newest, long[] counted) {
    this.newest = newest;
    this.counted = counted;
  }

  /**
   * As stored.
   *
   * @param newest number of the newest counted sample
   * @param counted {@link #WORDS} words; the bit of a sample is its number modulo 704
   */
  public static OnlineTime of(long newest, long[] counted) {
    return new OnlineTime(newest, counted.clone());
  }

  public long newest() {
    return newest;
  }

  public long[] counted() {
    return counted.clone();
  }

  /**
   * After an interval that ends at a time; its beginning is not included.
   *
   * @param added gets the time, milliseconds since 1970, of each sample that was not counted before
   */
  OnlineTime plus(long atMs, long seconds, LongConsumer added) {
    long last = OnlineSamples.last(atMs);
    long first = last - OnlineSamples.in(atMs, seconds) + 1;
    var result = this;
    for (long sample = Math.max(first, last - SAMPLES); sample <= last; sample++) {
      if (!result.isCounted(sample)) {
        result = result.with(sample);
        added.accept(OnlineSamples.atMs(sample));
      }
    }
    return result;
  }

  /** Whether a sample adds nothing: it is counted already, or too old to know. */
  private boolean isCounted(long sample) {
    return sample <= newest - SAMPLES
        || (sample <= newest && (counted[word(sample)] & bit(sample)) != 0);
  }

  private OnlineTime with(long sample) {
    long[] next = counted.clone();
    for (long passed = Math.max(newest + 1, sample - SAMPLES + 1); passed <= sample; passed++) {
      next[word(passed)] &= ~bit(passed);
    }
    next[word(sample)] |= bit(sample);
    return new OnlineTime(Math.max(newest, sample), next);
  }

  private static int word(long sample) {
    return (int) (Math.floorMod(sample, (long) SAMPLES) / Long.SIZE);
  }

  private static long bit(long sample) {
    return 1L << Math.floorMod(sample, (long) SAMPLES);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OnlineTime that
        && newest == that.newest
        && Arrays.equals(counted, that.counted);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(newest) * 31 + Arrays.hashCode(counted);
  }
}
