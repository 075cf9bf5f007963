package equilibrium.streams;

import equilibrium.platform.TimeScale;
import java.time.Duration;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * Work that a processor does by the clock: often while there is some, else once in five seconds of
 * the tracker's time. Kafka Streams commits a transaction after each call, even if nothing was
 * done, so a tracker without announces would pay for nothing.
 */
public final class TimedWork {
  private static final Duration SELDOM = Duration.ofSeconds(5);

  /** One step of the work. */
  @FunctionalInterface
  public interface Step {
    /**
     * Does what is due.
     *
     * @param realMs milliseconds since 1970, real time
     * @return whether there will soon be more to do
     */
    boolean run(long realMs);
  }

  private final ProcessorContext<?, ?> context;
  private final Duration often;
  private final Duration seldom;
  private final Step step;
  private boolean isOften = true;
  private Cancellable schedule;

  private TimedWork(ProcessorContext<?, ?> context, TimeScale scale, Duration often, Step step) {
    this.context = context;
    this.often = often;
    var quiet = scale.real(SELDOM);
    this.seldom = quiet.compareTo(often) > 0 ? quiet : often;
    this.step = step;
    this.schedule = next(often);
  }

  /**
   * Starts the work of a task.
   *
   * @param often real time between two steps while there is something to do
   */
  public static TimedWork start(
      ProcessorContext<?, ?> context, TimeScale scale, Duration often, Step step) {
    return new TimedWork(context, scale, often, step);
  }

  /**
   * There is something to do. Called with each record, so it costs nothing while steps are often.
   */
  public void wake() {
    if (!isOften) {
      change(true);
    }
  }

  private void run(long realMs) {
    boolean more = step.run(realMs);
    if (more != isOften) {
      change(more);
    }
  }

  private void change(boolean toOften) {
    isOften = toOften;
    schedule.cancel();
    schedule = next(toOften ? often : seldom);
  }

  private Cancellable next(Duration period) {
    return context.schedule(period, PunctuationType.WALL_CLOCK_TIME, this::run);
  }
}
