package equilibrium.scoring.client;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * When a client was there, in any of its sessions: time is looked at every half an hour, and a look
 * finds the client there if the interval of any counted announce covers it. So many sessions at
 * once count once, in whatever order they come, and on average a client is found there for as long
 * as it was (docs/explain/scoring.md#sums). The looks of the last 14 days are remembered, to know
 * which have been counted; older ones find nobody. Immutable.
 */
public final class OnlineTime {
  /** Between two looks, tracker time. */
  public static final long SECONDS = 1_800;

  /** Size of the bytes that {@link #write} gives. */
  public static final int SIZE = 96;

  private static final int WORDS = 11;
  private static final int LOOKS = WORDS * Long.SIZE;
  static final OnlineTime NEVER = new OnlineTime(Long.MIN_VALUE / 2, new long[WORDS]);

  private final long newest;
  private final long[] found;

  private OnlineTime(long newest, long[] found) {
    this.newest = newest;
    this.found = found;
  }

  /**
   * After an interval, its beginning not included.
   *
   * @param added is told the time, milliseconds since 1970, of each look that finds the client for
   *     the first time
   */
  OnlineTime and(long atMs, long seconds, LongConsumer added) {
    long last = look(atMs);
    long first = look(atMs - seconds * 1_000) + 1;
    var result = this;
    for (long look = Math.max(first, last - LOOKS); look <= last; look++) {
      if (!result.has(look)) {
        result = result.with(look);
        added.accept(look * SECONDS * 1_000);
      }
    }
    return result;
  }

  /** Looks in an interval, its beginning not included. */
  public static long looks(long atMs, long seconds) {
    return look(atMs) - look(atMs - seconds * 1_000);
  }

  /** Number of the last look until a time. */
  private static long look(long atMs) {
    return Math.floorDiv(atMs, SECONDS * 1_000);
  }

  /** Whether there is nothing to count: found already, or too old to know. */
  private boolean has(long look) {
    return look <= newest - LOOKS || (look <= newest && (found[word(look)] & bit(look)) != 0);
  }

  private OnlineTime with(long look) {
    long[] next = found.clone();
    for (long gone = Math.max(newest + 1, look - LOOKS + 1); gone <= look; gone++) {
      next[word(gone)] &= ~bit(gone);
    }
    next[word(look)] |= bit(look);
    return new OnlineTime(Math.max(newest, look), next);
  }

  private static int word(long look) {
    return (int) (Math.floorMod(look, (long) LOOKS) / Long.SIZE);
  }

  private static long bit(long look) {
    return 1L << Math.floorMod(look, (long) LOOKS);
  }

  public void write(ByteBuffer out) {
    out.putLong(newest);
    for (long word : found) {
      out.putLong(word);
    }
  }

  public static OnlineTime read(ByteBuffer in) {
    long newest = in.getLong();
    long[] found = new long[WORDS];
    for (int i = 0; i < WORDS; i++) {
      found[i] = in.getLong();
    }
    return new OnlineTime(newest, found);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OnlineTime that
        && newest == that.newest
        && Arrays.equals(found, that.found);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(newest) * 31 + Arrays.hashCode(found);
  }
}
