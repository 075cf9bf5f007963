package equilibrium.ingress.admission;

import equilibrium.ingress.memory.HotPath;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Token buckets in a table of fixed size, by keyed hashes of addresses. A bucket is one word. It
 * holds not its tokens but its debt, as the moment when the bucket will be full again:
 *
 * <pre>
 * 1  in use    23  tag    40  full at, µs modulo 2^40
 * </pre>
 *
 * so that it fills by time alone. A key has a set of {@link #WAYS} words, one cache line. When all
 * are taken, the fullest bucket makes room; that can only allow more requests, never fewer. Only
 * two keys of the same set and tag share a bucket; they agree in {@code 23 + log2(sets)} bits of a
 * keyed hash that nobody outside can compute, 40 bits in a table of a million: for one victim and a
 * million others, a chance of one in a million.
 *
 * <p>Any thread, no lock: one compare-and-set for what is taken, none for what is refused. A debt
 * above the burst, or a word untouched for days, reads as no debt.
 */
@HotPath
final class TokenBuckets {
  /** Debt at most, µs: one day. */
  static final long LONGEST_US = 86_400_000_000L;

  private static final int WAYS = 8;
  private static final int TRIES = 8;
  private static final int TIME_BITS = 40;
  private static final long TIME = (1L << TIME_BITS) - 1;
  private static final long IN_USE = Long.MIN_VALUE;
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[] slots;
  private final int setMask;

  /**
   * All buckets are full.
   *
   * @param sizeBits base-2 logarithm of the number of buckets, 3 to 30
   */
  TokenBuckets(int sizeBits) {
    slots = new long[1 << sizeBits];
    setMask = slots.length / WAYS - 1;
  }

  /**
   * Takes from a bucket; false: there is not enough in it.
   *
   * @param key a keyed hash of the address
   * @param nowUs microseconds of any clock
   * @param costUs what is taken, as the time in which it flows back
   * @param mostUs what a full bucket holds, likewise; at most {@link #LONGEST_US}
   */
  boolean take(long key, long nowUs, long costUs, long mostUs) {
    long tag = tag(key);
    for (int i = 0; i < TRIES; i++) {
      int at = find(key, tag, nowUs);
      long held = (long) SLOT.getOpaque(slots, at);
      long owed = (held & ~TIME) == tag ? debt(held, nowUs) : 0;
      if (owed > mostUs) {
        owed = 0; // of a larger burst, or of a clock that was set
      }
      if (owed + costUs > mostUs) {
        return false;
      }
      if (SLOT.compareAndSet(slots, at, held, tag | ((nowUs + owed + costUs) & TIME))) {
        return true;
      }
    }
    return true; // many threads at one bucket: lenient
  }

  /** Whether a bucket is not full. */
  boolean isOwing(long key, long nowUs) {
    long tag = tag(key);
    long held = (long) SLOT.getOpaque(slots, find(key, tag, nowUs));
    return (held & ~TIME) == tag && debt(held, nowUs) > 0;
  }

  /** Clears the buckets of one part that are full again; how many of it are not. */
  int clear(int part, int parts, long nowUs) {
    int owing = 0;
    int end = (int) ((long) slots.length * (part + 1) / parts);
    for (int at = (int) ((long) slots.length * part / parts); at < end; at++) {
      long held = (long) SLOT.getOpaque(slots, at);
      if (held == 0) {
        continue;
      }
      if (debt(held, nowUs) > 0) {
        owing++;
      } else {
        var _ = SLOT.compareAndSet(slots, at, held, 0L);
      }
    }
    return owing;
  }

  int size() {
    return slots.length;
  }

  private static long tag(long key) {
    return (key & ~TIME) | IN_USE;
  }

  /** The bucket with this tag, else the fullest of its set. */
  private int find(long key, long tag, long nowUs) {
    int from = ((int) key & setMask) * WAYS;
    int fullest = from;
    long least = Long.MAX_VALUE;
    for (int at = from; at < from + WAYS; at++) {
      long held = (long) SLOT.getOpaque(slots, at);
      if ((held & ~TIME) == tag) {
        return at;
      }
      long owed = held == 0 ? -1 : debt(held, nowUs);
      if (owed < least) {
        least = owed;
        fullest = at;
      }
    }
    return fullest;
  }

  /** Signed modulo 2^40, so that only the nearer six days are the future. */
  private static long debt(long held, long nowUs) {
    long owed = ((held - nowUs) << (Long.SIZE - TIME_BITS)) >> (Long.SIZE - TIME_BITS);
    return owed > 0 && owed <= LONGEST_US ? owed : 0;
  }
}
