package equilibrium.platform.drill;

import java.time.Duration;

/**
 * Whether a drill keeps one part of the process stopped. It ends by its own time, so that it
 * outlives nobody who began it. Thread-safe.
 */
public final class Outage {
  private volatile long endNs = System.nanoTime();

  /** Begins now, or replaces one that is on. */
  public void begin(Duration time) {
    endNs = System.nanoTime() + time.toNanos();
  }

  public void end() {
    endNs = System.nanoTime();
  }

  public boolean isOn() {
    return System.nanoTime() - endNs < 0;
  }
}
