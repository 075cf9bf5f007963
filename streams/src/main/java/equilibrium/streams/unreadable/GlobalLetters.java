package equilibrium.streams.unreadable;

import equilibrium.platform.BackgroundTask;
import equilibrium.platform.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the dead letters of global stores. Every process reads these topics from their beginning
 * at each start, so a consumer group of its own remembers up to where letters were written. A crash
 * between both makes a second letter, never none. While Kafka takes no letters, further ones are
 * given up: the next start meets their records again.
 */
public final class GlobalLetters implements Consumer<GlobalLetter>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GlobalLetters.class);

  /** Each has up to 1 MB. */
  private static final int MOST_WAITING = 64;

  private static final Duration IDLE = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration STEP = Duration.ofMillis(100);

  private final KafkaSettings kafka;
  private final String group;
  private final BlockingQueue<GlobalLetter> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final List<GlobalLetter> unsent = new ArrayList<>();
  private final BackgroundTask task;
  private boolean stuck;

  private GlobalLetters(KafkaSettings kafka, String applicationId) {
    this.kafka = kafka;
    this.group = applicationId + "-dead-letters";
    this.task = BackgroundTask.start(group, this::work);
  }

  public static GlobalLetters start(KafkaSettings kafka, String applicationId) {
    return new GlobalLetters(kafka, applicationId);
  }

  /** Called by the thread of global stores; waits for room, but not for ever. */
  @Override
  public void accept(GlobalLetter letter) {
    long untilNs = System.nanoTime() + (stuck ? 0 : PATIENCE.toNanos());
    do {
      try {
        if (waiting.offer(letter, stuck ? 0 : STEP.toNanos(), TimeUnit.NANOSECONDS)) {
          stuck = false;
          return;
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
    } while (!task.isClosing() && System.nanoTime() < untilNs);
    if (!stuck) {
      stuck = true;
      LOG.atWarn()
          .addKeyValue("topic", letter.from())
          .addKeyValue("offset", letter.offset())
          .log("dead letters cannot be written; the next start of the program writes them");
    }
  }

  /** Clients exist only while there are letters. */
  private void work(BackgroundTask task) {
    if (!take(task)) {
      return;
    }
    try (var producer =
            new KafkaProducer<>(
                kafka.with(Map.of("compression.type", "lz4")),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        var positions =
            new KafkaConsumer<>(
                kafka.with(Map.of("group.id", group, "enable.auto.commit", false)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
      do {
        var moved = sent(producer, positions);
        unsent.clear();
        positions.commitSync(moved);
      } while (take(task));
    }
  }

  /** Waits for letters; false if there are none for a while. */
  private boolean take(BackgroundTask task) {
    try {
      if (unsent.isEmpty() && !task.isClosing()) {
        var first = waiting.poll(IDLE.toNanos(), TimeUnit.NANOSECONDS);
        if (first != null) {
          unsent.add(first);
          waiting.drainTo(unsent);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return !unsent.isEmpty();
  }

  /** Writes what was not written before; the positions behind all of them. */
  private Map<TopicPartition, OffsetAndMetadata> sent(
      KafkaProducer<byte[], byte[]> producer, KafkaConsumer<byte[], byte[]> positions) {
    var moved = new HashMap<TopicPartition, OffsetAndMetadata>();
    var futures = new ArrayList<Future<?>>();
    for (var letter : unsent) {
      var known =
          moved.computeIfAbsent(letter.from(), from -> positions.committed(Set.of(from)).get(from));
      if (known == null || letter.offset() >= known.offset()) {
        futures.add(producer.send(letter.letter()));
        moved.put(letter.from(), new OffsetAndMetadata(letter.offset() + 1));
      }
    }
    producer.flush();
    try {
      for (var future : futures) {
        future.get();
      }
    } catch (ExecutionException e) {
      throw new KafkaException("a dead letter could not be written", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while writing a dead letter", e);
    }
    return moved;
  }

  @Override
  public void close() {
    task.close();
  }
}
