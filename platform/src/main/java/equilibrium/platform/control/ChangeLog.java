package equilibrium.platform.control;

import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Publishes an operator's changes, each acknowledged by all replicas. Thread-safe. */
public final class ChangeLog implements AutoCloseable {

  /**
   * A new value of a key.
   *
   * @param value null removes the key
   */
  public record Change<K, V>(K key, @Nullable V value) {}

  private final KafkaProducer<byte[], byte[]> producer;

  /**
   * A log that gives up after some time.
   *
   * @param name of the Kafka client
   * @param patience how long Kafka may take to acknowledge
   */
  public ChangeLog(KafkaSettings kafka, String name, Duration patience) {
    var ms = Long.toString(patience.toMillis());
    this.producer =
        new KafkaProducer<>(
            kafka.with(
                Map.of(
                    "client.id", name,
                    "acks", "all",
                    "max.block.ms", ms,
                    "delivery.timeout.ms", ms,
                    "request.timeout.ms", Long.toString(Math.min(5_000, patience.toMillis() / 2)))),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /**
   * Publishes changes together, at most some thousands. Throws {@link NotPublished} if one of them
   * was not acknowledged, after twice the patience at most.
   *
   * @return the highest acknowledged offset of each partition
   */
  public <K, V> Map<TopicPartition, Long> send(Topic<K, V> topic, List<Change<K, V>> changes) {
    var name = topic.name();
    var sent = new ArrayList<Future<RecordMetadata>>();
    try {
      for (var change : changes) {
        var future =
            producer.send(
                new ProducerRecord<>(
                    name,
                    topic.key().serializer().serialize(name, change.key()),
                    topic.value().serializer().serialize(name, change.value())));
        sent.add(future);
        if (future.state() == Future.State.FAILED) {
          break; // Kafka is away: each further one would wait as long
        }
      }
      return ends(sent);
    } catch (ExecutionException e) {
      throw new NotPublished(name, e.getCause() == null ? e : e.getCause());
    } catch (KafkaException e) {
      throw new NotPublished(name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotPublished(name, e);
    }
  }

  private static Map<TopicPartition, Long> ends(List<Future<RecordMetadata>> sent)
      throws ExecutionException, InterruptedException {
    var ends = new HashMap<TopicPartition, Long>();
    for (var future : sent) {
      var record = future.get();
      ends.merge(
          new TopicPartition(record.topic(), record.partition()), record.offset(), Math::max);
    }
    return ends;
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
