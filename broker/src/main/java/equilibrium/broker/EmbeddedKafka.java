package equilibrium.broker;

import equilibrium.platform.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka broker that is its own controller, in this process and on 127.0.0.1 only. A failure that
 * the broker cannot survive, such as a full disk, is reported by {@link #failure}, and the process
 * goes on; {@link #restart} then starts it again on the same port. Acknowledged records survive the
 * process, but not a power cut.
 */
public final class EmbeddedKafka implements AutoCloseable {
  /** The setting that says which port a broker of {@code up} has. */
  public static final String PORT = "embedded.kafka-port";

  private static final Duration STOP = Duration.ofSeconds(30);

  /** The controller starts before the broker. */
  private static final Duration START = BrokerSettings.LONGEST_START.plusMinutes(2);

  private final Path folder;
  private final int port;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable BrokerLife life;
  private volatile @Nullable BrokerThreads threads;
  private volatile @Nullable String notStarted;
  private volatile boolean closed;

  private EmbeddedKafka(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /**
   * Starts with the records that the folder holds, if any.
   *
   * @param wantedPort 0: any free one
   */
  public static EmbeddedKafka start(Path folder, int wantedPort) {
    var kafka = new EmbeddedKafka(folder, Ports.free(wantedPort, "Kafka", PORT));
    try {
      kafka.run();
      return kafka;
    } catch (Fault e) {
      try {
        kafka.close();
      } catch (Fault stop) {
        e.addSuppressed(stop);
      }
      throw e;
    }
  }

  private void run() {
    var group = new BrokerThreads();
    threads = group;
    try {
      var files = new BrokerFiles(folder);
      if (!files.mend()) {
        Formatting.format(folder, BrokerSettings.NODE, Uuid.randomUuid().toString());
      }
      StrayPartitions.delete(folder);
      int controllerPort = Ports.freeBeside(port, "Kafka's controller", PORT);
      var config = KafkaConfig.fromProps(BrokerSettings.of(folder, port, controllerPort), false);
      var next = BrokerLife.begin(group, () -> started(config, group));
      life = next;
      next.awaitStart(START, () -> closed);
      notStarted = null;
      files.keepCopies();
    } catch (CompletionException e) {
      throw notStarted(e.getCause() == null ? e : e.getCause());
    } catch (IOException | RuntimeException e) {
      throw notStarted(e);
    }
  }

  /** Returns what stops it. */
  private Runnable started(KafkaConfig config, BrokerThreads group) {
    var run = BrokerRun.of(config, group);
    try {
      run.start(folder);
      return run::stop;
    } catch (RuntimeException | Error e) { // what had started gives up its port and its folder
      var _ = Thread.interrupted(); // which ended the start, and would cut the stop short
      run.stop();
      throw e;
    }
  }

  private Fault notStarted(Throwable cause) {
    var fault =
        cause instanceof Fault known
            ? known
            : new Fault(
                "Kafka does not start with the data in %s: %s".formatted(folder, cause), cause);
    notStarted = fault.getMessage();
    return fault;
  }

  public int port() {
    return port;
  }

  /** Why the broker does not run; empty: it runs. */
  public Optional<String> failure() {
    var start = notStarted;
    if (start != null) {
      return Optional.of(start);
    }
    var group = threads;
    return group == null ? Optional.empty() : Optional.ofNullable(group.failure());
  }

  /** Starts the broker again after {@link #failure}. Throws a {@link Fault} if it cannot start. */
  public void restart() {
    lock.lock();
    try {
      if (!closed) {
        stop();
        // What a failed broker left is checked as after a crash, however it stopped.
        demandRecovery();
        run();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Stops the broker until {@link #restart}. Throws a {@link Fault} if it does not stop. */
  public void pause() {
    lock.lock();
    try {
      stop();
      notStarted = "it is stopped by a drill";
    } finally {
      lock.unlock();
    }
  }

  private void demandRecovery() {
    try {
      new BrokerFiles(folder).demandRecovery();
    } catch (RuntimeException e) {
      throw notStarted(e);
    }
  }

  /** Throws a {@link Fault} if the run has not ended: another one may not begin then. */
  private void stop() {
    var last = life;
    if (last == null) {
      return;
    }
    if (!last.hasStopped(STOP)) {
      throw new Fault(
          "Kafka has not stopped after %d s; it starts again only once it has"
              .formatted(STOP.toSeconds()));
    }
    life = null;
  }

  /** Gives up a restart of another thread. */
  @Override
  public void close() {
    closed = true;
    boolean held = false;
    try {
      held = lock.tryLock(STOP.toSeconds(), TimeUnit.SECONDS);
      if (!held) {
        throw new Fault("Kafka is being started and cannot be stopped; its next start mends it");
      }
      stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Fault("the stop of Kafka was interrupted", e);
    } finally {
      if (held) {
        lock.unlock();
      }
    }
  }
}
