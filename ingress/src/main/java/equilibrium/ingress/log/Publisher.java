package equilibrium.ingress.log;

import equilibrium.ingress.announce.EventLog;
import equilibrium.ingress.announce.Outcome.Accepted;
import equilibrium.ingress.log.LogConfig.Durability;
import equilibrium.ingress.log.Pending.Result;
import equilibrium.ingress.spool.Spool;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.Platform;
import equilibrium.platform.TrackerClock;
import equilibrium.platform.drill.Outage;
import equilibrium.platform.member.ProgramFigures.ReplyTimes;
import equilibrium.schemas.EnumText;
import equilibrium.schemas.event.Transport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.model.registry.Collector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Makes events durable, as {@link LogConfig#durability} says, and releases each reply when its
 * event is durable or has waited long enough. Threads of its own send to Kafka, write the spool,
 * watch the deadlines and look for Kafka; the thread that answers never waits, and no thread's
 * progress depends on Kafka's.
 */
public final class Publisher implements EventLog, AutoCloseable {
  private final Durability durability;
  private final boolean replicated;
  private final Map<Result, Counter> results = new EnumMap<>(Result.class);
  private final ReplyHistogram replies = new ReplyHistogram();
  private final LongAdder live = new LongAdder();
  private final Spool spool;
  private final KafkaSender sender;
  private final Deadlines deadlines;
  private final Deadlines spoolDeadlines;
  private final LogWatch watch;
  private volatile boolean closing;

  /**
   * The publisher in {@code /status}.
   *
   * @param circuit to Kafka: closed, half-open or open
   */
  public record Status(String durability, String circuit, Spool.Status spool) {}

  /**
   * The world around a publisher.
   *
   * @param replicas of each record in Kafka
   * @param away while it is on, Kafka counts as unreachable
   */
  record Surroundings(
      int replicas,
      Supplier<Producer<byte[], byte[]>> producers,
      LogEnds log,
      Outage away,
      TrackerClock clock,
      MeterRegistry metrics) {}

  /**
   * Publishes to the platform's Kafka.
   *
   * @param spool folder of the spool
   * @param away while it is on, Kafka counts as unreachable
   */
  public static Publisher start(Platform platform, LogConfig config, Path spool, Outage away) {
    var kafka = platform.kafka();
    var around =
        new Surroundings(
            kafka.replication(),
            () -> producer(kafka),
            new AdminLogEnds(kafka),
            away,
            platform.clock(),
            platform.metrics());
    return new Publisher(
        around, config, Spool.open(spool, config.spool(), config.queue(), platform.metrics()));
  }

  private static Producer<byte[], byte[]> producer(KafkaSettings kafka) {
    return new KafkaProducer<>(
        kafka.with(KafkaSender.producerSettings()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** Takes over the spool, and closes it in the end. */
  Publisher(Surroundings around, LogConfig config, Spool spool) {
    this.durability = config.durability();
    this.replicated = around.replicas() > 1;
    this.spool = spool;
    for (var result : Result.values()) {
      results.put(result, counter(around.metrics(), result));
    }
    var circuit = new Circuit(config.ackWait().toNanos(), around.metrics());
    var offsets = new AcknowledgedOffsets(spool.found());
    sender =
        new KafkaSender(
            around.producers(),
            new KafkaSender.Links(circuit, offsets),
            config.queue(),
            around.metrics());
    deadlines =
        deadlines(
            "ack-deadlines", config, new Deadlines.Rule(Pending::isSettled, Pending::overdue));
    spoolDeadlines =
        deadlines(
            "spool-deadlines",
            config,
            new Deadlines.Rule(Pending::isReleased, Pending::spoolOverdue));
    watch =
        new LogWatch(
            new LogWatch.Watched(sender, spool, offsets, around.log(), around.away()),
            new Drain(sender, spool, around.clock(), live));
  }

  private static Deadlines deadlines(String name, LogConfig config, Deadlines.Rule rule) {
    return new Deadlines(name, config.queue(), config.ackWait(), rule);
  }

  private static Counter counter(MeterRegistry metrics, Result result) {
    return Counter.builder("equilibrium_events_total")
        .description("Events of announces, by what had become of them when the reply was sent")
        .tag("outcome", EnumText.of(result))
        .register(metrics);
  }

  @Override
  public void record(Accepted accepted, Reply reply) {
    var event = pending(accepted, reply);
    live.increment();
    if (closing) {
      event.release(Result.UNRECORDED);
    } else {
      event.start();
    }
  }

  private Pending pending(Accepted accepted, Reply reply) {
    return switch (durability) {
      case LOG -> new LogFirst(accepted, reply, this);
      case SPOOL_FIRST -> new SpoolFirst(accepted, reply, this);
      case BEST_EFFORT -> new BestEffort(accepted, reply, this);
    };
  }

  /** Counts a reply, and how long it has waited. */
  void count(Result result, Transport transport, long waitedNs) {
    replies.add(transport, waitedNs);
    var counter = results.get(result);
    if (counter != null) {
      counter.increment();
    }
  }

  /** Whether an acknowledgement of Kafka means that more than one broker has the record. */
  boolean isReplicated() {
    return replicated;
  }

  KafkaSender sender() {
    return sender;
  }

  Spool spool() {
    return spool;
  }

  Deadlines deadlines() {
    return deadlines;
  }

  Deadlines spoolDeadlines() {
    return spoolDeadlines;
  }

  /** Waits until the log can be written to; false: it cannot within this time. */
  public boolean awaitLog(Duration patience) throws InterruptedException {
    return watch.awaitLog(patience);
  }

  /**
   * How long replies have waited for their events since this was asked before: from the hand-over
   * of the event, which follows the answer within microseconds. Null: there were none.
   */
  public @Nullable ReplyTimes replyTimes() {
    return replies.take();
  }

  /** The same as a histogram since the start, by transport: {@code equilibrium_reply_seconds}. */
  public Collector replyHistogram() {
    return replies;
  }

  public Status status() {
    return new Status(
        EnumText.of(durability), EnumText.of(sender.circuit().state()), spool.status());
  }

  /** Stores and sends what waits, some seconds at most, and keeps what is known to be in Kafka. */
  @Override
  public void close() {
    closing = true;
    watch.close();
    spool.flush();
    sender.close();
    spool.close();
    watch.keep();
    deadlines.close();
    spoolDeadlines.close();
  }
}
