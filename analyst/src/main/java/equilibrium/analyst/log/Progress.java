package equilibrium.analyst.log;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Prints how far a run is, every five seconds. Thread-safe. */
public final class Progress implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofSeconds(5);

  private final PrintStream out;
  private final long all;
  private final AtomicLong done = new AtomicLong();
  private final long startNs = System.nanoTime();
  private final Duration period;
  private final @Nullable Thread printer;

  /**
   * Progress of a run.
   *
   * @param all offsets to read
   * @param isQuiet whether nothing is printed
   */
  public Progress(PrintStream out, long all, boolean isQuiet) {
    this(out, all, isQuiet, PERIOD);
  }

  Progress(PrintStream out, long all, boolean isQuiet, Duration period) {
    this.out = out;
    this.all = all;
    this.period = period;
    this.printer = isQuiet ? null : Thread.ofVirtual().start(this::print);
  }

  /** Counts offsets that were read. */
  public void add(long offsets) {
    done.addAndGet(offsets);
  }

  private void print() {
    try {
      while (true) {
        Thread.sleep(period);
        out.println(text());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /** As "1,000 of 4,000 offsets (25 %), 500 a second, 6 s left". */
  private String text() {
    long now = done.get();
    double seconds = (System.nanoTime() - startNs) / 1e9;
    double rate = now / Math.max(seconds, 0.001);
    return String.format(
        Locale.ROOT,
        "%,d of %,d offsets (%d %%), %,.0f a second, %,.0f s left",
        now,
        all,
        all == 0 ? 100 : 100 * now / all,
        rate,
        rate == 0 ? 0 : (all - now) / rate);
  }

  @Override
  public void close() {
    if (printer != null) {
      printer.interrupt();
    }
  }
}
