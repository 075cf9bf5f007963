package equilibrium.scoring.session;

import org.jspecify.annotations.Nullable;

/** A client's cumulative counters in bytes; {@link #UNSAID}: it did not say. */
public record Counters(long uploaded, long downloaded, long corrupt, long redundant) {
  public static final long UNSAID = -1;

  /** A counter as announced: absent stays absent, and what is negative was never a counter. */
  public static long of(@Nullable Long announced) {
    return announced == null || announced < 0 ? UNSAID : announced;
  }

  /** The highest of each that was ever said: whatever came twice adds nothing. */
  Counters highest(Counters said) {
    return new Counters(
        Math.max(uploaded, said.uploaded),
        Math.max(downloaded, said.downloaded),
        Math.max(corrupt, said.corrupt),
        Math.max(redundant, said.redundant));
  }

  /** How far a counter rose; 0 where either is unsaid, for an absolute counter is no progress. */
  static long rise(long from, long to) {
    return from == UNSAID || to == UNSAID ? 0 : Math.max(0, to - from);
  }
}
