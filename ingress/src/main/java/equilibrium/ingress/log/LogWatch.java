package equilibrium.ingress.log;

import equilibrium.platform.BackgroundTask;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Looks for Kafka while the circuit is open, and makes it half-open when Kafka answers. */
final class LogWatch implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final long IDLE_NS = TimeUnit.SECONDS.toNanos(2);

  private final KafkaSender sender;
  private final LogEnds log;
  private final CountDownLatch reached = new CountDownLatch(1);
  private final BackgroundTask task;

  LogWatch(KafkaSender sender, LogEnds log) {
    this.sender = sender;
    this.log = log;
    this.task = BackgroundTask.start("log-watch", this::run);
  }

  private void run(BackgroundTask running) {
    while (!running.isClosed(PAUSE)) {
      var circuit = sender.circuit();
      switch (circuit.state()) {
        case OPEN -> look(circuit);
        case HALF_OPEN -> {
          if (circuit.ageNs() > IDLE_NS) {
            circuit.idle();
          }
        }
        case CLOSED -> {}
      }
    }
  }

  private void look(Circuit circuit) {
    boolean prepared = sender.prepare();
    try {
      var _ = log.read();
      if (prepared) {
        circuit.reachable();
        reached.countDown();
      }
    } catch (LogEnds.Unreachable _) {
      // the circuit's change was logged
    }
  }

  /** Waits until Kafka was reached for the first time; false: it was not in this time. */
  boolean awaitLog(Duration patience) throws InterruptedException {
    return reached.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    task.close();
    log.close();
  }
}
