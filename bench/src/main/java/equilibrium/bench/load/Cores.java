package equilibrium.bench.load;

import java.util.function.Supplier;

/** Which processors the trackers use: the first one; everything else uses the others. */
public final class Cores {
  private static final int COUNT = Runtime.getRuntime().availableProcessors();

  /** Starts something on the processor of the trackers. */
  public static <T> T first(Supplier<T> start) {
    if (COUNT == 1) {
      return start.get();
    }
    Linux.runOn(0, 0);
    try {
      return start.get();
    } finally {
      others();
    }
  }

  /** Keeps this thread, and what it starts, away from the processor of the trackers. */
  public static void others() {
    if (COUNT > 1) {
      Linux.runOn(1, COUNT - 1);
    }
  }

  /** Gives this thread all processors again. */
  public static void all() {
    Linux.runOn(0, COUNT - 1);
  }

  private Cores() {}
}
