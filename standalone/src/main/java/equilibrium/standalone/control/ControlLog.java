package equilibrium.standalone.control;

import equilibrium.platform.Fault;
import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Where an operator's word becomes a fact: published, acknowledged by all replicas, projected. */
public final class ControlLog implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

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

  /**
   * Publishes, and returns when the projection has it.
   *
   * @param value null removes the key
   */
  public <K, V> void publish(Topic<K, V> topic, K key, @Nullable V value) {
    var name = topic.name();
    var record =
        new ProducerRecord<>(
            name,
            topic.key().serializer().serialize(name, key),
            topic.value().serializer().serialize(name, value));
    projection.await(acknowledged(record));
  }

  private RecordMetadata acknowledged(ProducerRecord<byte[], byte[]> record) {
    try {
      return producer.send(record).get();
    } catch (ExecutionException e) {
      throw fault(record, e.getCause() == null ? e : e.getCause());
    } catch (KafkaException e) {
      throw fault(record, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw fault(record, e);
    }
  }

  private Fault fault(ProducerRecord<?, ?> record, Throwable cause) {
    return new Fault(
        "nothing was published to %s: Kafka at %s: %s"
            .formatted(
                record.topic(), kafka.clients().get(KafkaSettings.BOOTSTRAP), cause.getMessage()),
        cause);
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
