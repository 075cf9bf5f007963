package equilibrium.standalone.doctor;

import equilibrium.platform.KafkaSettings;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Compares what the heartbeats of the programs say of the time with the time at which the log took
 * them.
 */
final class AppendTimeCheck {
  private static final TopicPartition MEMBERS = new TopicPartition(Topics.MEMBERS.name(), 0);
  private static final int NEWEST = 1_000;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final KafkaSettings kafka;
  private final TimeScale scale;

  AppendTimeCheck(KafkaSettings kafka, TimeScale scale) {
    this.kafka = kafka;
    this.scale = scale;
  }

  /** The newest heartbeat of each program among the newest records of topic members. */
  List<Finding> findings() {
    var apart = new TreeMap<String, Long>();
    try (var consumer =
        new KafkaConsumer<>(
            kafka.with(Map.of("client.id", "doctor", "auto.offset.reset", "earliest")),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(MEMBERS));
      long end = consumer.endOffsets(List.of(MEMBERS), PATIENCE).getOrDefault(MEMBERS, 0L);
      consumer.seek(MEMBERS, Math.max(0, end - NEWEST));
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (consumer.position(MEMBERS, PATIENCE) < end && System.nanoTime() < deadline) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> note(record, apart));
      }
    }
    var findings = new ArrayList<Finding>();
    apart.forEach((who, ms) ->
        findings.add(PostgresCheck.apart("the clock of " + who + ", against Kafka's,", ms)));
    return findings;
  }

  private void note(ConsumerRecord<byte[], byte[]> record, Map<String, Long> apart) {
    try {
      var member = Topics.MEMBERS.value().deserializer().deserialize("", record.value());
      if (member != null) {
        long ms = (member.getLastSeenMs() - scale.scaledMs(record.timestamp())) / scale.factor();
        apart.put("%s on node %d".formatted(member.getProgram(), member.getNode()), ms);
      }
    } catch (SerializationException _) {
      // Of a newer version, or of a stranger; the programs set it aside, and say so.
    }
  }
}
