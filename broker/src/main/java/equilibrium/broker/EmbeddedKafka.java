package equilibrium.broker;

import equilibrium.platform.Fault;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker that is its own controller, in this process and on 127.0.0.1 only. A failure that
 * the broker cannot survive, such as a full disk, is reported by {@link #failure}, and the process
 * goes on; {@link #restart} then starts it again on the same port. Acknowledged records survive the
 * process, but not a power cut.
 */
public final class EmbeddedKafka implements AutoCloseable {
  /** The setting that says which port a broker of {@code up} has. */
  public static final String PORT = "embedded.kafka-port";

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
  private static final Duration STOP = Duration.ofSeconds(30);

  /** A run of the broker, and its threads. */
  private record Running(BrokerRun run, BrokerThreads threads) {}

  private final Path folder;
  private final int port;
  private @Nullable Running running;
  private volatile @Nullable BrokerThreads threads;
  private volatile @Nullable String notStarted;
  private boolean closed;

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
    kafka.run();
    return kafka;
  }

  private synchronized void run() {
    var group = new BrokerThreads();
    threads = group;
    try {
      var files = new BrokerFiles(folder);
      if (!files.mend()) {
        format();
      }
      StrayPartitions.delete(folder);
      int controllerPort = Ports.free(0, "Kafka's controller", PORT);
      var config = KafkaConfig.fromProps(BrokerSettings.of(folder, port, controllerPort), false);
      running = group.call("kafka-start", () -> started(config, group)).join();
      notStarted = null;
      files.keepCopies();
    } catch (IOException e) {
      throw notStarted(e);
    } catch (CompletionException e) {
      throw notStarted(e.getCause() == null ? e : e.getCause());
    } catch (Fault e) {
      throw notStarted(e);
    }
  }

  private Running started(KafkaConfig config, BrokerThreads group) {
    var run = BrokerRun.of(config, group);
    try {
      run.start(folder);
      return new Running(run, group);
    } catch (RuntimeException | Error e) { // what had started gives up its port and its folder
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

  private void format() throws IOException {
    Files.createDirectories(folder);
    try {
      new Formatter()
          .setNodeId(BrokerSettings.NODE)
          .setClusterId(Uuid.randomUuid().toString())
          .addDirectory(folder.toString())
          .setMetadataLogDirectory(folder.toString())
          .setControllerListenerName(BrokerSettings.CONTROLLER)
          .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .run();
    } catch (Exception e) { // the method declares any
      throw e instanceof IOException io ? io : new IOException(e);
    }
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
  public synchronized void restart() {
    if (!closed) {
      stop();
      // What a failed broker left is checked as after a crash, however it stopped.
      new BrokerFiles(folder).demandRecovery();
      run();
    }
  }

  private void stop() {
    var last = running;
    if (last == null) {
      return;
    }
    running = null;
    var stopped =
        last.threads.call(
            "kafka-stop",
            () -> {
              last.run.stop();
              return true;
            });
    try {
      var _ = stopped.get(STOP.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      LOG.atWarn().setCause(e.getCause()).log("Kafka did not stop cleanly");
    } catch (TimeoutException e) {
      throw new Fault(
          "Kafka does not stop within %d s; its start is tried again".formatted(STOP.toSeconds()),
          e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    stop();
  }
}
