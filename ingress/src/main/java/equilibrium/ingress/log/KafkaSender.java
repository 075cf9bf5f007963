package equilibrium.ingress.log;

import equilibrium.platform.Fault;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.HandOut;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends events to Kafka on a thread of its own, behind a queue, as long as the circuit lets them
 * pass. No call blocks: the producer refuses at once what it has no partitions or no memory for.
 */
final class KafkaSender implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaSender.class);
  private static final int BATCH = 512;
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Supplier<Producer<byte[], byte[]>> producers;
  private final Circuit circuit;
  private final AcknowledgedOffsets offsets;
  private final int most;
  private final BlockingQueue<Pending> queue;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Serializer<HandOut> handOuts = Topics.HAND_OUTS.value().serializer();
  private final Thread thread;

  /** None before one could be made, and after one has failed for good. */
  private final AtomicReference<@Nullable Producer<byte[], byte[]>> producer =
      new AtomicReference<>();

  /** They failed for good. The thread that prepares closes them. */
  private final Queue<Producer<byte[], byte[]>> failed = new ConcurrentLinkedQueue<>();

  private final Attempts attempts = new Attempts();
  private volatile boolean closing;

  /** Whether an event could not be serialized before. The sending thread's. */
  private boolean unwritable;

  /** What is told of each acknowledgement and failure. */
  record Links(Circuit circuit, AcknowledgedOffsets offsets) {}

  /**
   * Starts.
   *
   * @param producers makes a producer, and another when one has failed for good; a KafkaException
   *     while it cannot
   * @param most events that wait, and as many that are sent and not yet acknowledged
   */
  KafkaSender(
      Supplier<Producer<byte[], byte[]>> producers, Links links, int most, MeterRegistry metrics) {
    this.producers = producers;
    this.circuit = links.circuit();
    this.offsets = links.offsets();
    this.most = most;
    this.queue = new ArrayBlockingQueue<>(most);
    Gauge.builder("equilibrium_events_queued", queue, BlockingQueue::size)
        .description("Events that wait to be sent to Kafka")
        .register(metrics);
    Gauge.builder("equilibrium_events_in_flight", inFlight, AtomicInteger::get)
        .description("Events that are sent to Kafka and not yet acknowledged")
        .register(metrics);
    this.thread = Thread.ofPlatform().name("publisher").start(this::run);
  }

  /**
   * Settings of the producer: no event is lost silently, no call blocks, and it is connected again
   * soon after Kafka is back.
   */
  static Map<String, Object> producerSettings() {
    return Map.ofEntries(
        Map.entry("client.id", "ingress"),
        Map.entry("acks", "all"),
        Map.entry("enable.idempotence", true),
        Map.entry("compression.type", "lz4"),
        Map.entry("linger.ms", 2),
        Map.entry("max.block.ms", 0),
        Map.entry("delivery.timeout.ms", 10_000),
        Map.entry("request.timeout.ms", 5_000),
        Map.entry("reconnect.backoff.max.ms", 500),
        Map.entry("socket.connection.setup.timeout.ms", 1_000),
        Map.entry("socket.connection.setup.timeout.max.ms", 2_000),
        Map.entry("metadata.max.idle.ms", Duration.ofDays(1).toMillis()));
  }

  Circuit circuit() {
    return circuit;
  }

  /** Takes an event; false: the circuit is open or the queue is full. Never blocks. */
  boolean offer(Pending event) {
    return !closing && !circuit.isOpen() && queue.offer(event);
  }

  /**
   * Has the producer ask for the partitions of the topics, which it needs before the first event;
   * true: it knows them. Makes the first producer, and another when one has failed for good. Called
   * while the circuit is open, by one thread.
   */
  boolean prepare() {
    closeFailed();
    var known = producer.get();
    var open = known == null ? made() : known;
    if (open == null) {
      return false;
    }
    for (var topic : List.of(Topics.ANNOUNCES.name(), Topics.HAND_OUTS.name())) {
      try {
        if (open.partitionsFor(topic).isEmpty()) {
          return false;
        }
      } catch (KafkaException _) {
        return false; // it asks in the background
      }
    }
    return true;
  }

  private @Nullable Producer<byte[], byte[]> made() {
    if (!attempts.isDue()) {
      return null;
    }
    try {
      var made = producers.get();
      producer.set(made);
      if (closing) { // a name may be looked up for longer than an end waits
        closeProducer(Duration.ZERO);
      }
      return producer.get();
    } catch (KafkaException e) { // such as a name that cannot be resolved
      LOG.atDebug().log("no producer can be made; it is tried again", e);
      return null;
    }
  }

  private void closeFailed() {
    for (var one = failed.poll(); one != null; one = failed.poll()) {
      one.close(Duration.ZERO);
    }
  }

  private void closeProducer(Duration patience) {
    var last = producer.getAndSet(null);
    if (last != null) {
      last.close(patience);
    }
  }

  private void run() {
    var batch = new ArrayList<Pending>(BATCH);
    while (!closing || !queue.isEmpty()) {
      try {
        var first = queue.poll(100, TimeUnit.MILLISECONDS);
        if (first == null) {
          continue;
        }
        batch.add(first);
        queue.drainTo(batch, BATCH - 1);
      } catch (InterruptedException e) {
        throw new Fault("the publisher was interrupted", e);
      }
      batch.forEach(this::send);
      batch.clear();
    }
  }

  private void send(Pending event) {
    ProducerRecord<byte[], byte[]> announce;
    @Nullable ProducerRecord<byte[], byte[]> handOut;
    try { // before the circuit is asked, which lets one event pass and waits for what becomes of it
      byte[] key = event.key();
      announce = new ProducerRecord<>(Topics.ANNOUNCES.name(), key, event.value());
      handOut = handOut(event.handOut, key);
    } catch (RuntimeException e) { // a bug, which concerns no other event
      unwritable(e);
      event.unsent();
      return;
    }
    if (inFlight.get() >= most || !circuit.passes()) {
      event.unsent();
      return;
    }
    inFlight.incrementAndGet();
    send(announce, (metadata, failure) -> settle(event, metadata, failure));
    if (handOut != null) {
      send(handOut, (_, _) -> {});
    }
  }

  private @Nullable ProducerRecord<byte[], byte[]> handOut(@Nullable HandOut handOut, byte[] key) {
    if (handOut == null) {
      return null;
    }
    var peers = handOuts.serialize(Topics.HAND_OUTS.name(), handOut);
    return new ProducerRecord<>(Topics.HAND_OUTS.name(), key, peers);
  }

  private void unwritable(RuntimeException failure) {
    if (!unwritable) {
      unwritable = true;
      LOG.atError()
          .setCause(failure)
          .log("an event cannot be serialized and is not sent; further ones are not logged");
    }
  }

  /** What is done when an event is acknowledged (null), or has failed. */
  @FunctionalInterface
  interface Settled {
    void settle(@Nullable Exception failure);
  }

  /** Sends an event whatever the circuit says; never blocks, and throws nothing. Any thread. */
  void send(byte[] key, byte[] value, Settled settled) {
    send(
        new ProducerRecord<>(Topics.ANNOUNCES.name(), key, value),
        (metadata, failure) -> {
          if (failure == null) {
            note(metadata);
          }
          settled.settle(failure);
        });
  }

  private void send(ProducerRecord<byte[], byte[]> message, Callback callback) {
    var open = producer.get();
    if (open == null) {
      callback.onCompletion(null, new DisconnectException("there is no producer yet"));
      return;
    }
    try {
      var _ = open.send(message, callback);
    } catch (KafkaException | IllegalStateException e) {
      boolean forGood = !(e instanceof RetriableException);
      if (forGood && producer.compareAndSet(open, null)) {
        failed.add(open);
      }
      callback.onCompletion(null, e);
    }
  }

  private void note(RecordMetadata metadata) {
    if (metadata.hasOffset()) {
      offsets.add(metadata.partition(), metadata.offset(), metadata.timestamp());
    }
  }

  @SuppressWarnings("ReferenceEquality") // a thread is itself
  private void settle(Pending event, RecordMetadata metadata, @Nullable Exception failure) {
    inFlight.decrementAndGet();
    if (failure == null) {
      note(metadata);
      circuit.acknowledged();
      event.acknowledged();
      return;
    }
    var cause = String.valueOf(failure.getMessage());
    if (Thread.currentThread() == thread) { // refused before anything was sent
      circuit.open(cause);
    } else {
      circuit.failed(cause);
    }
    event.unsent();
  }

  /** Sends queued events and waits for their acknowledgements, some seconds at most. */
  @Override
  public void close() {
    closing = true;
    try {
      thread.join(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closeProducer(PATIENCE);
    closeFailed();
  }
}
