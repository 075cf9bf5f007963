package equilibrium.platform.live;

import equilibrium.platform.BackgroundTask;
import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.NodeSettings;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the settings of this process to topic {@code node-settings}, and when it is closed that
 * the process left. What Kafka has not acknowledged is written again; of several that wait, the
 * newest only.
 */
public final class SettingsReport implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SettingsReport.class);

  /** Between two attempts to write what waits. */
  private static final Duration EVERY = Duration.ofMillis(100);

  private static final Duration QUIET = Duration.ofSeconds(10);
  private static final Duration STEP = Duration.ofMillis(20);

  /** For the record that says that the process left. */
  private static final Duration FAREWELL = Duration.ofMillis(300);

  private static final String TOPIC = Topics.NODE_SETTINGS.name();

  private final KafkaSettings kafka;
  private final long node;
  private final BackgroundTask task;
  private final AtomicReference<@Nullable NodeSettings> waiting = new AtomicReference<>();
  private final Semaphore woken = new Semaphore(0);
  private boolean hasWritten;

  private SettingsReport(KafkaSettings kafka, long node) {
    this.kafka = kafka;
    this.node = node;
    this.task = BackgroundTask.start("settings-report", this::run);
  }

  /**
   * Starts without settings; returns at once.
   *
   * @param node key of the process in the topic
   */
  public static SettingsReport start(KafkaSettings kafka, long node) {
    return new SettingsReport(kafka, node);
  }

  /** From now on, these settings are in force. */
  public void write(NodeSettings settings) {
    waiting.set(settings);
    woken.release();
  }

  private void run(BackgroundTask running) {
    running.wakeBy(woken::release);
    try (var producer = new KafkaProducer<byte[], byte[]>(kafka.with(settings()))) {
      do {
        writeWaiting(producer, running);
      } while (!isClosed(running));
      if (hasWritten) {
        var _ = producer.send(new ProducerRecord<>(TOPIC, key(), null));
      }
      producer.close(FAREWELL);
    } catch (KafkaException e) {
      LOG.atDebug()
          .addKeyValue("cause", e.getMessage())
          .log("cannot write to topic node-settings; trying again");
    }
  }

  /** Waits until there are settings to write, or to write again; true: the task is being closed. */
  private boolean isClosed(BackgroundTask running) {
    if (waiting.get() != null) {
      return running.isClosed(EVERY);
    }
    try {
      var _ = woken.tryAcquire(QUIET.toSeconds(), TimeUnit.SECONDS);
      woken.drainPermits();
    } catch (InterruptedException _) {
      return true;
    }
    return running.isClosing();
  }

  private void writeWaiting(Producer<byte[], byte[]> producer, BackgroundTask running) {
    var next = waiting.get();
    if (next != null && isWritten(producer, next, running)) {
      hasWritten = true;
      waiting.compareAndSet(next, null); // unless a newer one waits
    }
  }

  /** Kafka says within the time of a delivery whether it has them. */
  private boolean isWritten(
      Producer<byte[], byte[]> producer, NodeSettings settings, BackgroundTask running) {
    var value = Topics.NODE_SETTINGS.value().serializer().serialize(TOPIC, settings);
    var sent = producer.send(new ProducerRecord<>(TOPIC, key(), value));
    while (!sent.isDone() && !running.isClosed(STEP)) {
      // waiting
    }
    try {
      return sent.isDone() && sent.get() != null;
    } catch (ExecutionException e) {
      LOG.atDebug()
          .addKeyValue("cause", e.getMessage())
          .log("topic node-settings does not have the settings yet; trying again");
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private byte[] key() {
    return Topics.NODE_SETTINGS.key().serializer().serialize(TOPIC, node);
  }

  private static Map<String, Object> settings() {
    return Map.of(
        "client.id",
        "equilibrium-settings-report",
        "acks",
        "all",
        "key.serializer",
        ByteArraySerializer.class,
        "value.serializer",
        ByteArraySerializer.class,
        "max.block.ms",
        1_000,
        "delivery.timeout.ms",
        5_000,
        "request.timeout.ms",
        2_000,
        "linger.ms",
        0);
  }

  @Override
  public void close() {
    task.close();
  }
}
