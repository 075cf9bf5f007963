package equilibrium.streams.unreadable;

import equilibrium.platform.BackgroundTask;
import equilibrium.platform.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the dead letters of global stores, at least once. Every process reads these topics from
 * their beginning at each start, so a consumer group of its own remembers up to where letters were
 * written. A letter comes again if a process crashes between both, if two processes meet its record
 * at the same time, if no process started for the broker's {@code offsets.retention.minutes}, and
 * if the log of its partition was cut or made anew. While Kafka takes no letters, further ones are
 * given up, and with each all later ones of its partition: the next start meets their records
 * again.
 */
public final class GlobalLetters implements Consumer<GlobalLetter>, AutoCloseable {
  private static final Duration IDLE = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final KafkaSettings kafka;
  private final String group;
  private final WaitingLetters waiting = new WaitingLetters(PATIENCE);
  private final List<GlobalLetter> unsent = new ArrayList<>();
  private final BackgroundTask task;

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
    waiting.put(letter, task::isClosing);
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
    if (unsent.isEmpty() && !task.isClosing()) {
      waiting.take(unsent, IDLE);
    }
    return !unsent.isEmpty();
  }

  /** Writes what was not written before; the positions behind all of them. */
  private Map<TopicPartition, OffsetAndMetadata> sent(
      KafkaProducer<byte[], byte[]> producer, KafkaConsumer<byte[], byte[]> positions) {
    var moved = new HashMap<TopicPartition, OffsetAndMetadata>();
    var futures = new ArrayList<Future<?>>();
    for (var letter : unsent) {
      var known = moved.computeIfAbsent(letter.from(), from -> remembered(positions, from));
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

  /** Null if there is none, or if it lies beyond the log's end and so belongs to a former log. */
  private static @Nullable OffsetAndMetadata remembered(
      KafkaConsumer<byte[], byte[]> positions, TopicPartition from) {
    var known = positions.committed(Set.of(from)).get(from);
    if (known == null) {
      return null;
    }
    long end = positions.endOffsets(Set.of(from)).getOrDefault(from, 0L);
    return known.offset() > end ? null : known;
  }

  @Override
  public void close() {
    task.close();
  }
}
