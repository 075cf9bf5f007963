package equilibrium.platform.drill;

import java.time.Duration;

/**
 * Whether a drill keeps one part of the process stopped. It ends by its own time, so that it
 * outlives nobody who began it. Thread-safe; asking costs one read of memory where there never was
 * a drill.
 */
public final class Outage {
  private volatile long endNs;
  private volatile boolean begun;

  /** Begins now, or replaces one that is on. */
  public void begin(Duration time) {
    endNs = System.nanoTime() + time.toNanos();
    begun = true;
  }

  public void end() {
    begun = false;
  }

  public boolean isOn() {
    return begun && System.nanoTime() - endNs < 0;
  }
}
