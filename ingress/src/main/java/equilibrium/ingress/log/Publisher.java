package equilibrium.ingress.log;

import equilibrium.ingress.announce.EventLog;
import equilibrium.ingress.announce.Outcome.Accepted;
import equilibrium.platform.Fault;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.HandOut;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Takes events from the threads that answer and writes them to the log, releasing each reply when
 * its event is acknowledged, or when it has waited long enough. The threads that answer never meet
 * the producer, which may block. One thread sends and keeps the time; the producer's own releases.
 */
public final class Publisher implements EventLog, AutoCloseable {
  private static final int BATCH = 512;

  /** After the producer refused, how long everything is let go unrecorded without asking it. */
  private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(250);

  /** How long to wait for Kafka at start. */
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(5);

  /** An event on its way. */
  private static final class Pending {
    final Accepted heard;
    final Reply reply;
    final long deadlineNs;
    final AtomicBoolean released = new AtomicBoolean();

    Pending(Accepted heard, Reply reply, long deadlineNs) {
      this.heard = heard;
      this.reply = reply;
      this.deadlineNs = deadlineNs;
    }
  }

  private final Producer<byte[], byte[]> producer;
  private final BlockingQueue<Pending> queue;
  private final long waitNs;
  private final ArrayDeque<Pending> outstanding = new ArrayDeque<>();
  private final Serializer<SpecificRecord> announces = Topics.ANNOUNCES.value().serializer();
  private final Serializer<HandOut> handOuts = Topics.HAND_OUTS.value().serializer();
  private final Counter recorded;
  private final Counter unrecorded;
  private final CountDownLatch learned = new CountDownLatch(1);
  private final Thread thread;
  private long pausedUntilNs = System.nanoTime();
  private volatile boolean closing;

  public Publisher(
      Producer<byte[], byte[]> producer, int capacity, Duration wait, MeterRegistry metrics) {
    this.producer = producer;
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.waitNs = wait.toNanos();
    this.recorded = counter(metrics, "recorded");
    this.unrecorded = counter(metrics, "unrecorded");
    Gauge.builder("equilibrium_events_queued", queue, BlockingQueue::size)
        .description("Events that wait to be sent to Kafka")
        .register(metrics);
    this.thread = Thread.ofPlatform().name("publisher").start(this::run);
  }

  private static Counter counter(MeterRegistry metrics, String outcome) {
    return Counter.builder("equilibrium_events_total")
        .description("Events of announces, by whether Kafka acknowledged them before the reply")
        .tag("outcome", outcome)
        .register(metrics);
  }

  /** The producer that this class needs: never lost silently, never blocking for long. */
  public static Map<String, Object> producerSettings() {
    return Map.of(
        "client.id",
        "ingress",
        "acks",
        "all",
        "enable.idempotence",
        true,
        "compression.type",
        "lz4",
        "linger.ms",
        2,
        "max.block.ms",
        20,
        "delivery.timeout.ms",
        10_000,
        "request.timeout.ms",
        5_000,
        "metadata.max.idle.ms",
        Duration.ofDays(1).toMillis());
  }

  /** The reply is released at once, unrecorded, when the queue is full. */
  @Override
  public void record(Accepted heard, Reply reply) {
    var pending = new Pending(heard, reply, System.nanoTime() + waitNs);
    if (closing || !queue.offer(pending)) {
      release(pending, false);
    }
  }

  private void run() {
    learnPartitions();
    var batch = new ArrayList<Pending>(BATCH);
    while (!closing || !queue.isEmpty()) {
      try {
        var first = queue.poll(untilNextDeadlineNs(), TimeUnit.NANOSECONDS);
        if (first != null) {
          batch.add(first);
          queue.drainTo(batch, BATCH - 1);
        }
      } catch (InterruptedException e) {
        throw new Fault("the publisher was interrupted", e);
      }
      batch.forEach(this::send);
      outstanding.addAll(batch);
      batch.clear();
      releaseOverdue();
    }
  }

  /**
   * Asks for the topics' partitions before the first event needs them: the producer learns them in
   * the background and would refuse what comes before. Without Kafka, events are let go as always.
   */
  private void learnPartitions() {
    long patienceEndsNs = System.nanoTime() + PATIENCE_NS;
    for (var topic : List.of(Topics.ANNOUNCES.name(), Topics.HAND_OUTS.name())) {
      boolean known = false;
      while (!known && !closing && queue.isEmpty() && System.nanoTime() - patienceEndsNs < 0) {
        try {
          known = !producer.partitionsFor(topic).isEmpty();
        } catch (KafkaException _) {
          // not yet
        }
      }
    }
    learned.countDown();
  }

  /** Waits until the log can be written to, or a few seconds. */
  public void awaitLog() throws InterruptedException {
    learned.await();
  }

  private long untilNextDeadlineNs() {
    var next = outstanding.peekFirst();
    long longest = TimeUnit.MILLISECONDS.toNanos(100);
    return next == null ? longest : Math.clamp(next.deadlineNs - System.nanoTime(), 0, longest);
  }

  private void send(Pending pending) {
    if (System.nanoTime() - pausedUntilNs < 0) {
      release(pending, false);
      return;
    }
    try {
      var heard = pending.heard;
      var key = heard.event().getInfoHash().bytes();
      var value = announces.serialize(Topics.ANNOUNCES.name(), heard.event());
      var _ =
          producer.send(
              new ProducerRecord<>(Topics.ANNOUNCES.name(), key, value),
              (_, failure) -> release(pending, failure == null));
      if (heard.handOut() != null) {
        var peers = handOuts.serialize(Topics.HAND_OUTS.name(), heard.handOut());
        var _ = producer.send(new ProducerRecord<>(Topics.HAND_OUTS.name(), key, peers));
      }
    } catch (KafkaException _) {
      // Kafka is away and the buffer is full, or no metadata yet. Replies say so; it is counted.
      pausedUntilNs = System.nanoTime() + PAUSE_NS;
      release(pending, false);
    }
  }

  /** In the order of arrival, which is that of the deadlines: the wait is the same for all. */
  private void releaseOverdue() {
    long now = System.nanoTime();
    for (var next = outstanding.peekFirst(); next != null; next = outstanding.peekFirst()) {
      if (!next.released.get() && next.deadlineNs - now > 0) {
        return;
      }
      release(next, false);
      outstanding.removeFirst();
    }
  }

  private void release(Pending pending, boolean durable) {
    if (pending.released.compareAndSet(false, true)) {
      (durable ? recorded : unrecorded).increment();
      pending.reply.release(durable);
    }
  }

  /** Sends what is queued, waits for what is on its way. */
  @Override
  public void close() {
    closing = true;
    try {
      thread.join(Duration.ofSeconds(3));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(Duration.ofSeconds(3));
  }
}
