package equilibrium.platform;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The tracker's time. It never runs back while the process runs. Streams do not see it: their time
 * comes from the events.
 */
@FunctionalInterface
public interface TrackerClock {

  /** Tracker time: milliseconds since 1970, UTC, scaled. */
  long nowMs();

  /**
   * Tracker time since some moment, in microseconds: for lengths of time, such as rates and bans.
   * It stays even while {@link #nowMs} follows a system clock that was set.
   */
  default long elapsedUs() {
    return nowMs() * 1_000;
  }

  /** Real time: milliseconds since 1970, UTC, not scaled. */
  default long realMs() {
    return nowMs();
  }

  /** The clock that all programs of this process share. */
  static TrackerClock system(TimeScale scale) {
    return of(ProcessClock.SYSTEM, scale);
  }

  static TrackerClock of(ProcessClock clock, TimeScale scale) {
    return new TrackerClock() {
      @Override
      public long nowMs() {
        return scale.scaledMs(clock.nowMs());
      }

      @Override
      public long elapsedUs() {
        return clock.elapsedUs() * scale.factor();
      }

      @Override
      public long realMs() {
        return clock.nowMs();
      }
    };
  }

  /** Counts how often the system clock was set while this process ran. */
  static void register(MeterRegistry metrics) {
    steps(metrics, "back", ProcessClock.SYSTEM.stepsBack());
    steps(metrics, "forward", ProcessClock.SYSTEM.stepsForward());
  }

  private static void steps(MeterRegistry metrics, String direction, AtomicLong steps) {
    FunctionCounter.builder("equilibrium_clock_steps_total", steps, AtomicLong::doubleValue)
        .tag("direction", direction)
        .description("How often the system clock was set while the process ran")
        .register(metrics);
  }
}
