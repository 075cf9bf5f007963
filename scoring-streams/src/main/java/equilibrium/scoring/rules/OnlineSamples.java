package equilibrium.scoring.rules;

/**
 * The moments at which time online and bytes held are sampled: :00 and :30 of each hour, UTC
 * (docs/explain/scoring.md#sums). A sample is known by its number since 1970.
 */
public final class OnlineSamples {
  /** Between two samples, tracker time. */
  public static final long SECONDS = 1_800;

  private static final long PERIOD_MS = SECONDS * 1_000;

  /** Number of the last sample up to a time. */
  public static long last(long atMs) {
    return Math.floorDiv(atMs, PERIOD_MS);
  }

  /** Time of a sample, milliseconds since 1970. */
  public static long atMs(long sample) {
    return sample * PERIOD_MS;
  }

  /** Samples in an interval that ends at a time; its beginning is not included. */
  public static long in(long atMs, long seconds) {
    return last(atMs) - last(atMs - seconds * 1_000);
  }

  private OnlineSamples() {}
}
