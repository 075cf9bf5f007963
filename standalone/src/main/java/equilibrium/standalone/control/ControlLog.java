package equilibrium.standalone.control;

import equilibrium.platform.Fault;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.control.ChangeLog;
import equilibrium.platform.control.ChangeLog.Change;
import equilibrium.platform.control.NotPublished;
import equilibrium.schemas.Topic;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Publishes a command's changes. A change is done when all replicas have acknowledged it and the
 * projector has written it to PostgreSQL.
 */
public final class ControlLog implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final KafkaSettings kafka;
  private final ProjectionReader projection;
  private final ChangeLog log;

  public ControlLog(KafkaSettings kafka, ProjectionReader projection) {
    this.kafka = kafka;
    this.projection = projection;
    this.log = new ChangeLog(kafka, "equilibrium-command", PATIENCE);
  }

  /** Publishes one change; returns when it is done. */
  public <K, V> void publish(Topic<K, V> topic, K key, @Nullable V value) {
    publish(topic, List.of(new Change<>(key, value)));
  }

  /** Publishes changes together, at most some thousands; returns when all are done. */
  public <K, V> void publish(Topic<K, V> topic, List<Change<K, V>> changes) {
    try {
      projection.await(log.send(topic, changes));
    } catch (NotPublished e) {
      throw fault(topic.name(), e.getCause() == null ? e : e.getCause());
    }
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
    log.close();
  }
}
