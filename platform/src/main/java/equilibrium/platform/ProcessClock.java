package equilibrium.platform;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The real time of this process. It follows the system clock but never runs back: after the system
 * clock has stepped back, it runs at three quarters of its speed until the system clock has caught
 * up. A step forward is followed at once. Steps are logged and counted. Any thread calls.
 */
public final class ProcessClock {
  /** The clock that all programs of this process share. */
  static final ProcessClock SYSTEM = new ProcessClock(System::currentTimeMillis, System::nanoTime);

  private static final Logger LOG = LoggerFactory.getLogger(ProcessClock.class);
  private static final long NS_PER_MS = 1_000_000;
  private static final long ANCHOR_MS = 1_000;
  private static final long LONGEST_READING_NS = 100 * NS_PER_MS;

  /** A deviation from the monotonic clock beyond this is a step; also a thousandth of the time. */
  private static final long STEP_MS = 1_000;

  private static final long DRIFT_SHARE = 1_000;

  /** While ahead of the system clock, one of so many milliseconds is left out. */
  private static final long SLOW_SHARE = 4;

  /**
   * Both clocks at one moment.
   *
   * @param aheadMs how far this clock was ahead of the system clock then
   */
  private record Anchor(long systemMs, long nanos, long aheadMs) {}

  private final LongSupplier systemMs;
  private final LongSupplier nanos;
  private final long startNs;
  private final AtomicLong last = new AtomicLong(Long.MIN_VALUE);
  private final AtomicLong stepsBack = new AtomicLong();
  private final AtomicLong stepsForward = new AtomicLong();
  private volatile Anchor anchor;

  /**
   * Starts at the system clock's time.
   *
   * @param systemMs milliseconds since 1970; may step
   * @param nanos nanoseconds since any moment; never runs back
   */
  public ProcessClock(LongSupplier systemMs, LongSupplier nanos) {
    this.systemMs = systemMs;
    this.nanos = nanos;
    this.startNs = nanos.getAsLong();
    this.anchor = new Anchor(systemMs.getAsLong(), startNs, 0);
  }

  /** Milliseconds since 1970, UTC; never less than before. */
  long nowMs() {
    var from = anchor;
    long elapsedMs = (nanos.getAsLong() - from.nanos()) / NS_PER_MS;
    long system = systemMs.getAsLong();
    long deviationMs = system - from.systemMs() - elapsedMs;
    boolean stepped = Math.abs(deviationMs) > STEP_MS + elapsedMs / DRIFT_SHARE;
    if (stepped || elapsedMs >= ANCHOR_MS) {
      from = moveAnchor();
      system = from.systemMs();
      elapsedMs = 0;
    }
    long now = system + ahead(from, elapsedMs);
    return now > last.get() ? last.accumulateAndGet(now, Math::max) : last.get();
  }

  private static long ahead(Anchor from, long elapsedMs) {
    return Math.max(0, from.aheadMs() - elapsedMs / SLOW_SHARE);
  }

  private synchronized Anchor moveAnchor() {
    var from = anchor;
    long nowNs;
    long system;
    do { // a pause between the two readings must not look like a step
      nowNs = nanos.getAsLong();
      system = systemMs.getAsLong();
    } while (nanos.getAsLong() - nowNs > LONGEST_READING_NS);
    long elapsedMs = (nowNs - from.nanos()) / NS_PER_MS;
    long deviationMs = system - from.systemMs() - elapsedMs;
    long aheadMs = ahead(from, elapsedMs);
    if (Math.abs(deviationMs) > STEP_MS + elapsedMs / DRIFT_SHARE) {
      count(deviationMs);
      aheadMs = Math.max(0, aheadMs - deviationMs);
    }
    anchor = new Anchor(system, nowNs, aheadMs);
    return anchor;
  }

  private void count(long deviationMs) {
    (deviationMs < 0 ? stepsBack : stepsForward).incrementAndGet();
    LOG.atWarn()
        .addKeyValue("milliseconds", deviationMs)
        .log(
            deviationMs < 0
                ? "the system clock was set back: the tracker's clock runs slower until it agrees"
                : "the system clock was set forward: the tracker's clock follows");
  }

  /** Microseconds since this clock was made, whatever happens to the system clock. */
  long elapsedUs() {
    return (nanos.getAsLong() - startNs) / 1_000;
  }

  /** How often the system clock was set back. */
  AtomicLong stepsBack() {
    return stepsBack;
  }

  /** How often the system clock was set forward. */
  AtomicLong stepsForward() {
    return stepsForward;
  }
}
