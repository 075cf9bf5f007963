package equilibrium.standalone.embedded;

import equilibrium.broker.EmbeddedKafka;
import equilibrium.platform.BackgroundTask;
import equilibrium.platform.Backoff;
import equilibrium.platform.DiskRoom;
import equilibrium.platform.Fault;
import equilibrium.platform.Platform;
import equilibrium.platform.drill.Outage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts Kafka again after it has failed: after 1 s, 2 s, 4 s, up to 60 s, and not before the disk
 * has room. {@code /status} and two metrics show its state; readiness does not depend on it.
 */
public final class BrokerSupervisor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerSupervisor.class);
  private static final Duration CHECK = Duration.ofMillis(250);

  /**
   * What {@code /status} shows.
   *
   * @param up whether it runs
   * @param starts how often it was started again
   * @param problem why it does not run; null while it does
   */
  record Status(boolean up, int port, int starts, @Nullable String problem) {}

  private final EmbeddedKafka kafka;
  private final DiskRoom disk;
  private final Outage outage;
  private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60));
  private final Counter restarts;
  private final BackgroundTask task;
  private volatile @Nullable String problem;

  /**
   * Begins to watch.
   *
   * @param platform the one whose ops port serves {@code /status}
   * @param outage while it is on, Kafka is stopped
   */
  public BrokerSupervisor(EmbeddedKafka kafka, Platform platform, Outage outage) {
    this.kafka = kafka;
    this.outage = outage;
    this.disk = platform.disk();
    restarts =
        Counter.builder("equilibrium_kafka_restarts")
            .description("How often the Kafka of up was started again after it had failed")
            .register(platform.metrics());
    Gauge.builder("equilibrium_kafka_up", () -> problem == null ? 1 : 0)
        .description("Whether the Kafka of up runs: 1, or 0")
        .register(platform.metrics());
    platform.health().status("kafka", this::status);
    platform.health().trouble("kafka", () -> Objects.requireNonNullElse(problem, ""));
    task = BackgroundTask.start("kafka-supervisor", this::watch);
  }

  private Status status() {
    var now = problem;
    return new Status(now == null, kafka.port(), (int) restarts.count(), now);
  }

  private void watch(BackgroundTask task) {
    while (!task.isClosed(CHECK)) {
      if (outage.isOn()) {
        keepStopped(task);
      }
      var failure = kafka.failure();
      if (failure.isPresent()) {
        problem = failure.get();
        LOG.atError()
            .addKeyValue("cause", problem)
            .log("Kafka does not run and is started again; announces are answered meanwhile");
        restart(task);
      }
    }
  }

  /** Returns when the drill is over, with Kafka running unless it does not start. */
  private void keepStopped(BackgroundTask task) {
    problem = "stopped by a drill";
    LOG.warn("Kafka is stopped by a drill; announces are answered meanwhile");
    try {
      kafka.pause();
      while (outage.isOn()) {
        if (task.isClosed(CHECK)) {
          return;
        }
      }
      kafka.restart();
      problem = null;
      LOG.atInfo().addKeyValue("port", kafka.port()).log("the drill is over; Kafka runs again");
    } catch (Fault e) {
      problem = String.valueOf(e.getMessage()); // and the next check starts it
    }
  }

  private void restart(BackgroundTask task) {
    if (task.isClosed(backoff.failed(System.nanoTime()))) {
      return;
    }
    while (!disk.hasRoom()) {
      if (task.isClosed(CHECK)) {
        return;
      }
    }
    try {
      kafka.restart();
      restarts.increment();
      problem = null;
      LOG.atInfo().addKeyValue("port", kafka.port()).log("Kafka runs again");
    } catch (Fault e) {
      problem = String.valueOf(e.getMessage()); // and the next check tries again
    }
  }

  @Override
  public void close() {
    task.close();
  }
}
