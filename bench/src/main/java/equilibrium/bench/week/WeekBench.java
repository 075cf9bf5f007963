package equilibrium.bench.week;

import equilibrium.platform.Fault;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Lets made-up clients live at a running tracker, and says what they did. */
public final class WeekBench {
  private final WeekOptions options;
  private final PrintStream out;

  /** A bench that prints there. */
  public WeekBench(WeekOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  /**
   * Lives the days; true: the tracker has taken every announce.
   *
   * @param keys file with lines of {@code keys issue --count}, one for each client at least
   * @param truth file for what was planted and seen; null: none
   */
  public boolean run(Path keys, @Nullable Path truth) throws IOException {
    var population = Population.draw(options, IssuedKey.read(keys, options.clients()));
    WeekRun.Result result;
    try (var sender = new Sender(options.tracker())) {
      result = new WeekRun(options, population, sender, out).run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Fault("the week was interrupted", e);
    }
    report(result);
    if (truth != null) {
      new TruthFile(options, population, result).write(truth);
      out.printf("what was planted is in %s%n", truth);
    }
    return result.seen().faults() == 0;
  }

  private void report(WeekRun.Result result) {
    var seen = result.seen();
    out.printf(
        Locale.ROOT,
        "%,d announces of %,d clients; %,d wishes passed over; the longest step took %.0f min of"
            + " the tracker's time%n",
        seen.total(),
        seen.days().size(),
        result.skipped(),
        result.longestStepMs() / 60_000.0);
    for (var habit : Habit.values()) {
      out.printf(
          Locale.ROOT,
          "seed for %s: %,d downloads, median %.1f min%n",
          habit.text(),
          seen.downloads(habit),
          seen.medianMinutes(habit));
    }
    out.printf(
        Locale.ROOT,
        "%,d announces failed%s%n",
        seen.faults(),
        seen.faults() == 0 ? "" : ": " + seen.firstFaults());
  }
}
