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
 * Writes events to Kafka and releases each reply when its event is acknowledged, or when it has
 * waited for {@link LogConfig#ackWait}. A queue stands between the threads that answer and the
 * producer, which may block. One thread sends and watches the deadlines; the producer's thread
 * releases acknowledged replies.
 */
public final class Publisher implements EventLog, AutoCloseable {
  private static final int BATCH = 512;

  /** After the producer failed, replies are released unrecorded for so long without a new try. */
  private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(250);

  /** How long to wait for Kafka at start, nanoseconds. */
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(5);

  /** An event that is not acknowledged yet. */
  private static final class Pending {
    final Accepted accepted;
    final Reply reply;
    final long deadlineNs;
    final AtomicBoolean released = new AtomicBoolean();

    Pending(Accepted accepted, Reply reply, long deadlineNs) {
      this.accepted = accepted;
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
  private final CountDownLatch partitionsKnown = new CountDownLatch(1);
  private final Thread thread;
  private long pausedUntilNs = System.nanoTime();
  private volatile boolean closing;

  public Publisher(Producer<byte[], byte[]> producer, LogConfig config, MeterRegistry metrics) {
    this.producer = producer;
    this.queue = new ArrayBlockingQueue<>(config.queue());
    this.waitNs = config.ackWait().toNanos();
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

  /** Settings of the producer: no event is lost silently, no call blocks for long. */
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

  /** When the queue is full, the reply is released at once, unrecorded. */
  @Override
  public void record(Accepted accepted, Reply reply) {
    var pending = new Pending(accepted, reply, System.nanoTime() + waitNs);
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
   * Asks for the topics' partitions before the first event needs them: the producer fetches them in
   * the background and would refuse events until then. Without Kafka, replies go out unrecorded.
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
    partitionsKnown.countDown();
  }

  /** Waits until the log can be written to, or a few seconds. */
  public void awaitLog() throws InterruptedException {
    partitionsKnown.await();
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
      var accepted = pending.accepted;
      var key = accepted.event().getInfoHash().bytes();
      var value = announces.serialize(Topics.ANNOUNCES.name(), accepted.event());
      var _ =
          producer.send(
              new ProducerRecord<>(Topics.ANNOUNCES.name(), key, value),
              (_, failure) -> release(pending, failure == null));
      if (accepted.handOut() != null) {
        var peers = handOuts.serialize(Topics.HAND_OUTS.name(), accepted.handOut());
        var _ = producer.send(new ProducerRecord<>(Topics.HAND_OUTS.name(), key, peers));
      }
    } catch (KafkaException _) {
      // Kafka is unavailable and the buffer is full, or no metadata yet. Replies say so; counted.
      pausedUntilNs = System.nanoTime() + PAUSE_NS;
      release(pending, false);
    }
  }

  /** Events wait in the order of their deadlines, since all wait equally long. */
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

  /** Sends queued events and waits for their acknowledgements. */
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
