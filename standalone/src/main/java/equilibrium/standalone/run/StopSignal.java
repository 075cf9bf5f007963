package equilibrium.standalone.run;

import equilibrium.platform.Fault;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Turns SIGTERM and Ctrl-C into an orderly end: the process stays until this is closed, but no
 * longer than {@link #PATIENCE_SECONDS}. Open it before the parts that must stop in order.
 */
public final class StopSignal implements AutoCloseable {
  static final int PATIENCE_SECONDS = 10;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);

  public StopSignal() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
  }

  private void stop() {
    asked.countDown();
    try {
      if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.printf(
            "equilibrium: not stopped in order within %d s; the next start recovers%n",
            PATIENCE_SECONDS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the signal has come. */
  public boolean isAsked() {
    return asked.getCount() == 0;
  }

  /** Waits for the signal. Throws a {@link Fault} once a component has failed for good. */
  public void await(BooleanSupplier live) {
    try {
      while (!asked.await(1, TimeUnit.SECONDS)) {
        if (!live.getAsBoolean()) {
          throw new Fault(
              "a component has failed for good; the log above says which and why: restart the"
                  + " process");
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    done.countDown();
  }
}
