package equilibrium.bench;

import equilibrium.platform.Fault;
import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** How far scoring has come, as the broker sees it. */
final class Progress implements AutoCloseable {
  private static final String GROUP = "equilibrium-scoring";
  private static final String CREDITS = GROUP + "-credits-by-client-repartition";

  private final Admin admin;
  private final int partitions;

  Progress(KafkaSettings kafka) {
    this.admin = Admin.create(kafka.with(Map.of("client.id", "bench-progress")));
    this.partitions = kafka.partitions();
  }

  /** Records of the topic that others may read, markers of transactions among them. */
  long contributions() {
    return ends(Topics.CONTRIBUTIONS.name()).values().stream().mapToLong(Long::longValue).sum();
  }

  /** Whether both stages have committed all but markers of transactions. */
  boolean isDone() {
    var ends = ends(Topics.ANNOUNCES.name());
    ends.putAll(ends(CREDITS));
    try {
      var committed = admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get();
      return ends.entrySet().stream()
          .allMatch(end -> {
            var offset = committed.get(end.getKey());
            return offset != null && end.getValue() - offset.offset() <= 2;
          });
    } catch (ExecutionException e) {
      throw new Fault("offsets of scoring cannot be read: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Fault("interrupted", e);
    }
  }

  private Map<TopicPartition, Long> ends(String topic) {
    var latest = new HashMap<TopicPartition, OffsetSpec>();
    IntStream.range(0, partitions)
        .forEach(i -> latest.put(new TopicPartition(topic, i), OffsetSpec.latest()));
    try {
      var ends = new HashMap<TopicPartition, Long>();
      admin
          .listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
          .all()
          .get()
          .forEach((partition, end) -> ends.put(partition, end.offset()));
      return ends;
    } catch (ExecutionException e) {
      throw new Fault("offsets of %s cannot be read: %s".formatted(topic, e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Fault("interrupted", e);
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
