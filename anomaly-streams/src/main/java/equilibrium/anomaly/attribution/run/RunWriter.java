package equilibrium.anomaly.attribution.run;

import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Topic;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.AttributionRun;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Publishes runs and their findings in transactions. A new writer of the same application fences
 * the older one, and what that had not committed is never seen.
 */
final class RunWriter implements AutoCloseable {
  private final KafkaProducer<byte[], byte[]> producer;

  RunWriter(String applicationId, KafkaSettings kafka) {
    this.producer =
        new KafkaProducer<>(
            kafka.with(
                Map.of(
                    "client.id", "attribution",
                    "acks", "all",
                    "transactional.id", applicationId + "-attribution")),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
  }

  /** Publishes that a run begins. */
  void announce(AttributionRun run) {
    finish(run, List.of());
  }

  /** Publishes a run and its findings: both or neither. */
  void finish(AttributionRun run, List<Anomaly> findings) {
    producer.beginTransaction();
    for (Anomaly finding : findings) {
      send(Topics.ANOMALIES, finding.getClientId(), finding);
    }
    send(Topics.ATTRIBUTION_RUNS, run.getDay(), run);
    producer.commitTransaction();
  }

  private <K, V> void send(Topic<K, V> topic, K key, V value) {
    var name = topic.name();
    var _ =
        producer.send(
            new ProducerRecord<>(
                name,
                topic.key().serializer().serialize(name, key),
                topic.value().serializer().serialize(name, value)));
  }

  @Override
  public void close() {
    producer.close();
  }
}
