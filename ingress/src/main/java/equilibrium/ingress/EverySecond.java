package equilibrium.ingress;

import equilibrium.platform.BackgroundTask;
import java.time.Duration;
import java.util.List;

/** Runs small tasks every second: to read files that have changed, and to clear tables. */
final class EverySecond implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final List<Runnable> tasks;
  private final BackgroundTask loop;

  /** Starts. A task throws nothing and changes nothing if it cannot read its file. */
  EverySecond(List<Runnable> tasks) {
    this.tasks = tasks;
    this.loop = BackgroundTask.start("every-second", this::run);
  }

  private void run(BackgroundTask running) {
    while (!running.isClosed(EVERY)) {
      tasks.forEach(Runnable::run);
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
