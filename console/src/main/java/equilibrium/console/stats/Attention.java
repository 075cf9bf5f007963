package equilibrium.console.stats;

import equilibrium.console.live.Hub;
import equilibrium.platform.BackgroundTask;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether somebody looks at the figures: a viewer, or one that asked for them within the last
 * seconds. They are made each second then, else every five seconds. Thread-safe.
 */
public final class Attention {
  private static final Duration STEP = Duration.ofSeconds(1);
  private static final int SELDOM_STEPS = 5;
  private static final long LASTS_NS = Duration.ofSeconds(15).toNanos();

  private final Hub hub;
  private final LongSupplier clockNs;
  private volatile long askedNs;

  public Attention(Hub hub) {
    this(hub, System::nanoTime);
  }

  Attention(Hub hub, LongSupplier clockNs) {
    this.hub = hub;
    this.clockNs = clockNs;
    this.askedNs = clockNs.getAsLong();
  }

  /** Somebody asks. */
  void asked() {
    askedNs = clockNs.getAsLong();
  }

  boolean isPaid() {
    return clockNs.getAsLong() - askedNs < LASTS_NS || hub.viewers() > 0;
  }

  /** Waits until figures are due; true if the task was closed meanwhile. */
  boolean isClosed(BackgroundTask running) {
    for (int steps = 1; !running.isClosed(STEP); steps++) {
      if (steps >= SELDOM_STEPS || isPaid()) {
        return false;
      }
    }
    return true;
  }
}
