package equilibrium.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Waits until a condition holds, and fails after a minute or the time given. The failure names the
 * condition and the last value. An exception of the condition fails the test at once.
 */
public final class Await {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long INTERVAL_NS = 5_000_000;

  public static void until(String condition, Callable<Boolean> holds) {
    until(condition, holds, Boolean::booleanValue);
  }

  public static <T> void until(String condition, Callable<T> value, Predicate<T> holds) {
    until(() -> condition, value, holds);
  }

  /** As above, with a condition that is put into words only when it does not hold. */
  public static <T> void until(Supplier<String> condition, Callable<T> value, Predicate<T> holds) {
    within(PATIENCE, condition, value, holds);
  }

  public static void within(Duration patience, String condition, Callable<Boolean> holds) {
    within(patience, () -> condition, holds, Boolean::booleanValue);
  }

  private static <T> void within(
      Duration patience, Supplier<String> condition, Callable<T> value, Predicate<T> holds) {
    long deadline = System.nanoTime() + patience.toNanos();
    for (T last = get(condition, value); !holds.test(last); last = get(condition, value)) {
      if (System.nanoTime() - deadline > 0 || Thread.interrupted()) {
        throw new AssertionError(
            "not within %s: %s, but %s".formatted(patience, condition.get(), last));
      }
      LockSupport.parkNanos(INTERVAL_NS);
    }
  }

  private static <T> T get(Supplier<String> condition, Callable<T> value) {
    try {
      return value.call();
    } catch (Exception e) {
      throw new AssertionError("fails while awaited: " + condition.get(), e);
    }
  }

  private Await() {}
}
