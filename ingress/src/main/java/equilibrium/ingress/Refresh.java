package equilibrium.ingress;

import equilibrium.platform.BackgroundTask;
import java.time.Duration;
import java.util.List;

/** Looks every second whether files that may change while the program runs have changed. */
final class Refresh implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final List<Runnable> looks;
  private final BackgroundTask loop;

  /** Each look throws nothing and leaves things as they were if it cannot read its file. */
  Refresh(List<Runnable> looks) {
    this.looks = looks;
    this.loop = BackgroundTask.start("refresh", this::pursue);
  }

  private void pursue(BackgroundTask running) {
    while (!running.isClosed(EVERY)) {
      looks.forEach(Runnable::run);
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
