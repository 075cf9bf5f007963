package equilibrium.platform.control;

import equilibrium.platform.BackgroundTask;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.WakeupException;

/** Reads topics in a background task, whose end waits neither for records nor for a fetch. */
public final class UntilClosed {

  /**
   * Runs some reading, which returns when the task is being closed, and closes the consumer. A wait
   * of the consumer ends at once then.
   */
  public static <K, V> void read(
      Consumer<K, V> consumer,
      BackgroundTask running,
      BiConsumer<Consumer<K, V>, BackgroundTask> reading) {
    running.wakeBy(consumer::wakeup);
    try {
      reading.accept(consumer, running);
    } catch (WakeupException _) {
      // the task is being closed
    } finally {
      running.wakeBy(() -> {});
      consumer.close(CloseOptions.timeout(Duration.ZERO)); // not after the fetch under way
    }
  }

  private UntilClosed() {}
}
