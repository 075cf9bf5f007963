package equilibrium.standalone;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for a condition, and fails by its name. */
final class Await {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  static void until(String condition, Callable<Boolean> holds) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!holds.call()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("after %s still not: %s".formatted(PATIENCE, condition));
      }
      Thread.sleep(20);
    }
  }

  private Await() {}
}
