package equilibrium.platform;

import java.time.Duration;

/**
 * How long to wait before the next try: the first wait, then twice as long each time, up to the
 * longest. After a time without failures that is called steady it begins again with the first.
 * Failures of several threads within one wait are one failure. Safe for threads.
 */
public final class Backoff {
  private static final Duration STEADY = Duration.ofMinutes(5);

  private final Duration first;
  private final Duration longest;
  private Duration wait = Duration.ZERO;
  private long failedNs;

  public Backoff(Duration first, Duration longest) {
    this.first = first;
    this.longest = longest;
  }

  /**
   * A failure happened; the wait until the next try.
   *
   * @param nowNs as of {@link System#nanoTime}
   */
  public synchronized Duration failed(long nowNs) {
    long sinceNs = nowNs - failedNs;
    if (wait.isZero() || sinceNs > wait.plus(STEADY).toNanos()) {
      wait = first;
    } else if (sinceNs < wait.toNanos()) {
      return wait;
    } else {
      var twice = wait.multipliedBy(2);
      wait = twice.compareTo(longest) < 0 ? twice : longest;
    }
    failedNs = nowNs;
    return wait;
  }
}
