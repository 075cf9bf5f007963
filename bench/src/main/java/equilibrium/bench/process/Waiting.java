package equilibrium.bench.process;

import equilibrium.platform.Fault;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what other processes do. */
public final class Waiting {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Waits two minutes at most. */
  public static void until(String what, BooleanSupplier condition) {
    if (!within(PATIENCE, condition)) {
      throw new Fault("%d s have passed, and not yet: %s".formatted(PATIENCE.toSeconds(), what));
    }
  }

  /** Whether it came true in time. */
  public static boolean within(Duration patience, BooleanSupplier condition) {
    long deadlineNs = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadlineNs) {
        return false;
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    return true;
  }

  /** Lets so much time pass. */
  public static void pause(Duration time) {
    long endNs = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < endNs) {
      LockSupport.parkNanos(endNs - System.nanoTime());
    }
  }

  private Waiting() {}
}
