package equilibrium.scoring.session;

import org.jspecify.annotations.Nullable;

/** A client's cumulative counters in bytes; {@link #UNKNOWN}: the client did not report it. */
public record Counters(long uploaded, long downloaded, long corrupt, long redundant) {
  public static final long UNKNOWN = -1;

  /** A counter as announced; unknown if it is absent, or negative. */
  public static long of(@Nullable Long announced) {
    return announced == null || announced < 0 ? UNKNOWN : announced;
  }

  /** The value as the schemas have it; null: unknown. */
  public static @Nullable Long orNull(long counter) {
    return counter == UNKNOWN ? null : Long.valueOf(counter);
  }

  /** The higher one of each counter. */
  Counters highest(Counters other) {
    return new Counters(
        Math.max(uploaded, other.uploaded),
        Math.max(downloaded, other.downloaded),
        Math.max(corrupt, other.corrupt),
        Math.max(redundant, other.redundant));
  }

  /** How far a counter rose; 0 if either value is unknown, because a total is no progress. */
  static long rise(long from, long to) {
    return from == UNKNOWN || to == UNKNOWN ? 0 : Math.max(0, to - from);
  }
}
