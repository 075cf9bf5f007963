package equilibrium.bench.ledger;

import equilibrium.platform.Fault;
import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Announced;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The whole topic {@code announces}, from its first record to its last. */
final class AnnounceLog {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final KafkaSettings kafka;

  AnnounceLog(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /** Reads all announces; records that are none are passed over. Returns the end offsets. */
  Map<TopicPartition, Long> read(Consumer<LoggedAnnounce> reader) {
    var topic = Topics.ANNOUNCES;
    var values = topic.value().deserializer();
    var settings = kafka.with(Map.of("isolation.level", "read_committed"));
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic.name()).stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        if (System.nanoTime() > deadlineNs) {
          throw new Fault("announces cannot be read within %d s".formatted(PATIENCE.toSeconds()));
        }
        for (var record : consumer.poll(POLL)) {
          try {
            if (values.deserialize(topic.name(), record.value()) instanceof Announced announced) {
              reader.accept(LoggedAnnounce.of(announced, record.timestamp()));
            }
          } catch (SerializationException _) {
            // planted there
          }
        }
      }
      return ends;
    }
  }
}
