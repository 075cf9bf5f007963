package equilibrium.bench;

import static equilibrium.schemas.Topics.ANNOUNCES;
import static equilibrium.schemas.Topics.CLIENT_STANDINGS;
import static equilibrium.schemas.Topics.CONTRIBUTIONS;

import equilibrium.bench.ScoringBench.Moment;
import equilibrium.platform.Fault;
import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Topic;
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

  /** Markers of transactions count as records: there are few. */
  Moment now(Program program) {
    return new Moment(
        System.nanoTime(), records(CONTRIBUTIONS), records(CLIENT_STANDINGS), program.cpu());
  }

  private long records(Topic<?, ?> topic) {
    return ends(topic.name()).values().stream().mapToLong(Long::longValue).sum();
  }

  /** Whether both stages have committed all but markers of transactions. */
  boolean isDone() {
    var ends = ends(ANNOUNCES.name());
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
