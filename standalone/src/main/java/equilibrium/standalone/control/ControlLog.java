package equilibrium.standalone.control;

import equilibrium.platform.Fault;
import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Topic;
import java.time.Duration;
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
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes an operator's changes. A change is done when all replicas have acknowledged it and the
 * projector has written it to PostgreSQL.
 */
public final class ControlLog implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /**
   * A new value of a key.
   *
   * @param value null removes the key
   */
  public record Change<K, V>(K key, @Nullable V value) {}

  private final KafkaSettings kafka;
  private final ProjectionReader projection;
  private final KafkaProducer<byte[], byte[]> producer;

  public ControlLog(KafkaSettings kafka, ProjectionReader projection) {
    this.kafka = kafka;
    this.projection = projection;
    var ms = Long.toString(PATIENCE.toMillis());
    this.producer =
        new KafkaProducer<>(
            kafka.with(
                Map.of(
                    "client.id", "equilibrium-command",
                    "acks", "all",
                    "max.block.ms", ms,
                    "delivery.timeout.ms", ms,
                    "request.timeout.ms", "5000")),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Publishes one change; returns when it is done. */
  public <K, V> void publish(Topic<K, V> topic, K key, @Nullable V value) {
    publish(topic, List.of(new Change<>(key, value)));
  }

  /** Publishes changes together, at most some thousands; returns when all are done. */
  public <K, V> void publish(Topic<K, V> topic, List<Change<K, V>> changes) {
    var name = topic.name();
    try {
      var sent =
          changes.stream()
              .map(change ->
                  producer.send(
                      new ProducerRecord<>(
                          name,
                          topic.key().serializer().serialize(name, change.key()),
                          topic.value().serializer().serialize(name, change.value()))))
              .toList();
      projection.await(ends(sent));
    } catch (ExecutionException e) {
      throw fault(name, e.getCause() == null ? e : e.getCause());
    } catch (KafkaException e) {
      throw fault(name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw fault(name, e);
    }
  }

  /** The highest acknowledged offset of each partition. */
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

  private Fault fault(String topic, Throwable cause) {
    var brokers = kafka.clients().get(KafkaSettings.BOOTSTRAP);
    return cause instanceof TimeoutException
        ? new Fault(
            "Kafka at %s has not answered for %d s, so nothing is certain to be published to %s: %s"
                .formatted(brokers, PATIENCE.toSeconds(), topic, ConnectionAdvice.SAME_SETTINGS),
            cause)
        : new Fault(
            "publishing to %s, Kafka at %s: %s".formatted(topic, brokers, cause.getMessage()),
            cause);
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
