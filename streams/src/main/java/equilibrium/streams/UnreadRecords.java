package equilibrium.streams;

import equilibrium.platform.KafkaSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Tells records that a program has not processed from what looks like them: the markers and aborted
 * records of transactions, which also have offsets. The metric {@code records-lag} cannot tell: it
 * is 0 as soon as a record is fetched, also if its transaction never ends.
 */
final class UnreadRecords {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaSettings kafka;

  UnreadRecords(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /**
   * Whether there is a record at this place or behind it, or a transaction that is still open. True
   * too if Kafka does not say so within 5 s.
   */
  boolean isAny(TopicPartition partition, Standstill.Place place) {
    var settings =
        kafka.with(
            Map.of(
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                false,
                "max.poll.records",
                1,
                "default.api.timeout.ms",
                (int) PATIENCE.toMillis()));
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(Set.of(partition));
      if (consumer.endOffsets(Set.of(partition)).getOrDefault(partition, 0L) < place.end()) {
        return true; // a transaction is open
      }
      consumer.seek(partition, Math.max(0, place.committed()));
      long untilNs = System.nanoTime() + PATIENCE.toNanos();
      while (consumer.position(partition) < place.end()) {
        if (!consumer.poll(POLL).isEmpty() || System.nanoTime() > untilNs) {
          return true;
        }
      }
      return false;
    } catch (KafkaException _) {
      return true;
    }
  }
}
