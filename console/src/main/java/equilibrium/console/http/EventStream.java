package equilibrium.console.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Events for one viewer, as text of {@code text/event-stream}. */
public interface EventStream extends AutoCloseable {

  /** Where the stream begins: sent at once. */
  String opening();

  /** The next event; null: there was none so long. */
  @Nullable String next(Duration patience) throws InterruptedException;

  /** Whether the viewer was too slow, or the console stops. */
  boolean isEnded();

  /** Called once, from another thread, when the stream must end while a write may hang. */
  void onCut(Runnable cut);

  @Override
  void close();
}
