package equilibrium.bench.load;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandle;
import java.util.function.Supplier;

/** Which processors the trackers use: the first one; everything else uses the others. */
public final class Cores {
  private static final int COUNT = Runtime.getRuntime().availableProcessors();
  private static final int MASK_BYTES = 128;
  private static final MethodHandle SET =
      Linux.handle("sched_setaffinity", JAVA_INT, JAVA_LONG, ADDRESS);

  /** Starts something on the processor of the trackers. */
  public static <T> T first(Supplier<T> start) {
    if (COUNT == 1) {
      return start.get();
    }
    runOn(0, 0);
    try {
      return start.get();
    } finally {
      others();
    }
  }

  /** Keeps this thread, and what it starts, away from the processor of the trackers. */
  public static void others() {
    if (COUNT > 1) {
      runOn(1, COUNT - 1);
    }
  }

  /** Gives this thread all processors again. */
  public static void all() {
    runOn(0, COUNT - 1);
  }

  /** This thread, and processes that it starts, run there only; a wish, not a promise. */
  private static void runOn(int first, int last) {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(Linux.STATE);
      var mask = arena.allocate(MASK_BYTES, 8);
      for (int cpu = first; cpu <= last; cpu++) {
        long word = cpu / Long.SIZE * 8L;
        mask.set(JAVA_LONG, word, mask.get(JAVA_LONG, word) | (1L << cpu));
      }
      int _ = (int) SET.invokeExact(state, 0, (long) MASK_BYTES, mask);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private Cores() {}
}
