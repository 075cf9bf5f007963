package equilibrium.standalone;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** Waits for a condition, and fails by its name. */
public final class Await {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  public static void until(String condition, Callable<Boolean> holds) throws Exception {
    until(condition, holds, Boolean::booleanValue);
  }

  /** As above; also tells the last value. */
  public static <T> void until(String condition, Callable<T> asked, Predicate<T> holds)
      throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (var value = asked.call(); !holds.test(value); value = asked.call()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError(
            "after %s still not: %s, but %s".formatted(PATIENCE, condition, value));
      }
      Thread.sleep(20);
    }
  }

  private Await() {}
}
