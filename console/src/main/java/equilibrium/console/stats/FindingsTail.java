package equilibrium.console.stats;

import equilibrium.console.live.Hub;
import equilibrium.console.shape.Finding;
import equilibrium.console.store.PeerRows;
import equilibrium.platform.BackgroundTask;
import equilibrium.platform.KafkaSettings;
import equilibrium.platform.control.UntilClosed;
import equilibrium.schemas.Ids;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.ClientId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends new findings to all viewers as topic {@code anomalies} gets them: at most {@value #MOST}
 * each half second, so that a flood of them cuts nobody off. The list has all.
 */
public final class FindingsTail implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FindingsTail.class);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration POLL = Duration.ofSeconds(1);

  /** Of a fetch while nothing comes. New records are sent at once. */
  private static final int QUIET_FETCH_MS = 3_000;

  private static final int MOST = 4;
  private static final double THOUSANDTHS = 1_000;

  private final KafkaSettings kafka;
  private final Hub hub;
  private final BackgroundTask task;

  private FindingsTail(KafkaSettings kafka, Hub hub) {
    this.kafka = kafka;
    this.hub = hub;
    this.task = BackgroundTask.start("console-findings", this::run);
  }

  /** Starts reading; returns at once. */
  public static FindingsTail start(KafkaSettings kafka, Hub hub) {
    return new FindingsTail(kafka, hub);
  }

  private void run(BackgroundTask running) {
    var settings =
        kafka.with(
            Map.of(
                "client.id", "equilibrium-console-findings",
                "auto.offset.reset", "latest",
                "fetch.max.wait.ms", QUIET_FETCH_MS,
                "isolation.level", "read_committed"));
    try {
      var consumer =
          new KafkaConsumer<>(
              settings,
              Topics.ANOMALIES.key().deserializer(),
              Topics.ANOMALIES.value().deserializer());
      UntilClosed.read(consumer, running, this::read);
    } catch (KafkaException e) {
      LOG.atDebug().addKeyValue("cause", e.getMessage()).log("topic anomalies cannot be read");
    }
  }

  private void read(Consumer<ClientId, Anomaly> consumer, BackgroundTask running) {
    var partitions =
        consumer.partitionsFor(Topics.ANOMALIES.name()).stream()
            .map(each -> new TopicPartition(each.topic(), each.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    while (!running.isClosed(PAUSE)) {
      int sent = 0;
      for (var record : consumer.poll(POLL)) {
        if (sent++ < MOST) {
          hub.publish("finding", finding(record.value()));
        }
      }
    }
  }

  private static Finding finding(Anomaly anomaly) {
    var infoHash = anomaly.getInfoHash();
    return new Finding(
        anomaly.getCaseId(),
        anomaly.getRule(),
        Ids.hex(anomaly.getClientId().bytes()),
        PeerRows.words(anomaly.getIdentity().name()),
        infoHash == null ? null : Ids.hex(infoHash.bytes()),
        Instant.ofEpochMilli(anomaly.getSinceMs()),
        Instant.ofEpochMilli(anomaly.getDecidedAtMs()),
        anomaly.getObserved(),
        anomaly.getThreshold(),
        anomaly.getWeight() / THOUSANDTHS,
        anomaly.getConfidence(),
        anomaly.getShadow(),
        anomaly.getSourceVerified(),
        anomaly.getSummary(),
        anomaly.getNumbers(),
        anomaly.getEvents().stream()
            .map(event -> new Finding.Event(event.getPartition(), event.getOffset()))
            .toList());
  }

  @Override
  public void close() {
    task.close();
  }
}
