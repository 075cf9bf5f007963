package equilibrium.ingress.log;

import equilibrium.ingress.announce.EventLog;
import equilibrium.ingress.announce.Outcome.Accepted;
import equilibrium.ingress.log.Pending.Result;
import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.EnumText;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes events to Kafka and releases each reply when its event is acknowledged, or when it has
 * waited for {@link LogConfig#ackWait}. While Kafka is away the circuit is open, and replies are
 * released at once. Threads of its own send, watch the deadlines and look for Kafka; the thread
 * that answers never waits.
 */
public final class Publisher implements EventLog, AutoCloseable {
  /** How long to wait for Kafka at start. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Map<Result, Counter> results = new EnumMap<>(Result.class);
  private final KafkaSender sender;
  private final Deadlines deadlines;
  private final LogWatch watch;
  private volatile boolean closing;

  /** The publisher in {@code /status}. */
  public record Status(String circuit) {}

  /** Publishes to the Kafka of these settings. */
  public static Publisher start(KafkaSettings kafka, LogConfig config, MeterRegistry metrics) {
    Supplier<Producer<byte[], byte[]>> producers =
        () ->
            new KafkaProducer<>(
                kafka.with(KafkaSender.producerSettings()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    return new Publisher(producers, new AdminLogEnds(kafka), config, metrics);
  }

  Publisher(
      Supplier<Producer<byte[], byte[]>> producers,
      LogEnds log,
      LogConfig config,
      MeterRegistry metrics) {
    for (var result : Result.values()) {
      results.put(result, counter(metrics, result));
    }
    var circuit = new Circuit(config.ackWait().toNanos(), metrics);
    sender = new KafkaSender(producers, circuit, config.queue(), metrics);
    deadlines =
        new Deadlines(
            "ack-deadlines",
            config.queue(),
            config.ackWait(),
            new Deadlines.Rule(Pending::isSettled, Pending::overdue));
    watch = new LogWatch(sender, log);
  }

  private static Counter counter(MeterRegistry metrics, Result result) {
    return Counter.builder("equilibrium_events_total")
        .description("Events of announces, by whether Kafka acknowledged them before the reply")
        .tag("outcome", EnumText.of(result))
        .register(metrics);
  }

  /** When the circuit is open or the queue is full, the reply is released at once, unrecorded. */
  @Override
  public void record(Accepted accepted, Reply reply) {
    var event = new LogFirst(accepted, reply, this);
    if (closing) {
      release(event, Result.UNRECORDED);
    } else {
      event.start();
    }
  }

  /** Sends the reply, unless it was sent before. */
  void release(Pending event, Result result) {
    if (event.release(result)) {
      results.get(result).increment();
    }
  }

  KafkaSender sender() {
    return sender;
  }

  Deadlines deadlines() {
    return deadlines;
  }

  /** Waits until the log can be written to, or a few seconds. */
  public void awaitLog() throws InterruptedException {
    var _ = watch.awaitLog(PATIENCE);
  }

  public Status status() {
    return new Status(EnumText.of(sender.circuit().state()));
  }

  /** Sends queued events and waits for their acknowledgements. */
  @Override
  public void close() {
    closing = true;
    watch.close();
    sender.close();
    deadlines.close();
  }
}
