package equilibrium.platform;

import java.time.Duration;
import java.time.Instant;

/**
 * How many times faster than real time the tracker's time runs ({@code clock.scale}), so that tests
 * pass days of standing in seconds without other code running. Clients get real time.
 *
 * @param factor 1 in real use; at most 100 000
 */
public record TimeScale(int factor) {
  public static final int MOST = 100_000;
  public static final TimeScale REAL = new TimeScale(1);

  /** Where scaled and real time meet. */
  private static final long ORIGIN_MS = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

  public TimeScale {
    if (factor < 1 || factor > MOST) {
      throw new IllegalArgumentException("factor " + factor);
    }
  }

  public static TimeScale from(Settings settings) {
    int factor =
        settings.integer(
            "clock.scale",
            "how many times faster than real time the tracker's time runs; for tests",
            1,
            1,
            MOST);
    return new TimeScale(Math.clamp(factor, 1, MOST));
  }

  /** Whether the tracker's time runs faster than real time, as it does in tests only. */
  public boolean isScaled() {
    return factor > 1;
  }

  /** Tracker time of a real time; both milliseconds since 1970. */
  public long scaledMs(long realMs) {
    return ORIGIN_MS + (realMs - ORIGIN_MS) * factor;
  }

  /** The real time in which this much tracker time passes; at least 1 ms. */
  public Duration real(Duration scaled) {
    return Duration.ofMillis(realMs(scaled.toMillis()));
  }

  /** The same in milliseconds. */
  public long realMs(long scaledMs) {
    return Math.max(1, scaledMs / factor);
  }
}
