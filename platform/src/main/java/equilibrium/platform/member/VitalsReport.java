package equilibrium.platform.member;

import equilibrium.platform.Platform;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Vitals;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes the figures of a program to topic {@code vitals}, every 5 s (tracker time, at least every
 * 250 ms), by a producer that the program has for its member record. Figures are read from metrics
 * that are there anyway. While Kafka is away the newest wait in the producer, or are lost.
 */
public final class VitalsReport {
  /** Tracker time between two records of one program. */
  public static final Duration EVERY = Duration.ofSeconds(5);

  /** A call that waits longer waits for a topic that is not there. */
  private static final long MOST_SEND_NS = Duration.ofMillis(500).toNanos();

  private static final long WITHOUT_TOPIC_NS = Duration.ofMinutes(1).toNanos();
  private static final String TOPIC = Topics.VITALS.name();

  private final MeterRegistry metrics;
  private final MemberRecord record;
  private final Supplier<ProgramFigures> figures;
  private final Duration every;
  private long dueNs = System.nanoTime();

  /**
   * Of a program.
   *
   * @param record by which it reports itself
   * @param figures that are in no metric; asked for each record
   */
  public VitalsReport(
      MeterRegistry metrics,
      TimeScale scale,
      MemberRecord record,
      Supplier<ProgramFigures> figures) {
    this.metrics = metrics;
    this.record = record;
    this.figures = figures;
    var real = scale.real(EVERY);
    this.every = real.compareTo(MemberHeartbeat.SHORTEST) < 0 ? MemberHeartbeat.SHORTEST : real;
  }

  /** Of a program that answers no clients. */
  VitalsReport(Platform platform, MemberRecord record) {
    this(platform.metrics(), platform.scale(), record, () -> ProgramFigures.NONE);
  }

  /** Real time to the next record. */
  Duration untilDue() {
    return Duration.ofNanos(Math.max(0, dueNs - System.nanoTime()));
  }

  /** Sends the figures if they are due. One thread. */
  public void sendIfDue(Producer<byte[], byte[]> producer) {
    if (System.nanoTime() - dueNs >= 0) {
      send(producer);
    }
  }

  /** Sends the figures of now. One thread, that of {@link #sendIfDue}. */
  public void send(Producer<byte[], byte[]> producer) {
    var now = now();
    long startNs = System.nanoTime();
    var _ = producer.send(now);
    long tookNs = System.nanoTime() - startNs;
    dueNs = tookNs > MOST_SEND_NS ? startNs + WITHOUT_TOPIC_NS : nextNs(startNs);
  }

  /** All programs of a process write at the same times: readers are woken once for them. */
  private long nextNs(long nowNs) {
    long everyNs = every.toNanos();
    return (Math.floorDiv(nowNs, everyNs) + 1) * everyNs;
  }

  /** The figures of now. Any thread. */
  public ProducerRecord<byte[], byte[]> now() {
    var known = figures.get();
    var vitals =
        Vitals.newBuilder()
            .setNode(record.id())
            .setProgram(record.program())
            .setBoot(record.node().boot())
            .setAtMs(System.currentTimeMillis())
            .setViewLag(known.viewLag())
            .setSeeders(known.seeders())
            .setLeechers(known.leechers());
    var replies = known.replies();
    if (replies != null) {
      vitals
          .setReplyP50Us(replies.p50Us())
          .setReplyP99Us(replies.p99Us())
          .setReplyP999Us(replies.p999Us());
    }
    MeterFigures.of(record.program(), metrics).write(vitals);
    ProcessFigures.write(vitals);
    return new ProducerRecord<>(
        TOPIC,
        Topics.VITALS.key().serializer().serialize(TOPIC, record.id()),
        Topics.VITALS.value().serializer().serialize(TOPIC, vitals.build()));
  }
}
