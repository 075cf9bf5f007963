package equilibrium.bench;

import equilibrium.bench.ScoringBench.Moment;
import equilibrium.platform.Fault;
import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * The progress of scoring, from offsets at the broker: records that consumers may read. Transaction
 * markers count as records; there are few.
 */
final class Progress implements AutoCloseable {
  private static final String APPLICATION = "equilibrium-scoring";
  private static final String ANNOUNCES = Topics.ANNOUNCES.name();
  private static final String CONTRIBUTIONS = Topics.CONTRIBUTIONS.name();
  private static final String CREDITS = APPLICATION + "-credits-by-client-repartition";
  private static final String SCORES = APPLICATION + "-score-changes-repartition";
  private static final List<String> READ = List.of(ANNOUNCES, CREDITS, SCORES);
  private static final List<String> RESULTS =
      List.of(
          CONTRIBUTIONS,
          Topics.CLIENT_STANDINGS.name(),
          Topics.SWARM_BALANCES.name(),
          Topics.SWARM_EPISODES.name(),
          Topics.TIER_CUTS.name());

  private final Admin admin;

  Progress(KafkaSettings kafka) {
    this.admin = Admin.create(kafka.with(Map.of("client.id", "bench-progress")));
  }

  Moment now(MeasuredProcess program) {
    return new Moment(
        System.nanoTime(), records(List.of(CONTRIBUTIONS)), consumed(), program.cpu());
  }

  /** Announces, credits of clients and changed scores. */
  long read() {
    return records(READ);
  }

  /** Results, records between two stages, and changes of state. */
  long written() {
    var topics = new ArrayList<>(RESULTS);
    await(admin.listTopics().names()).stream()
        .filter(n -> n.startsWith(APPLICATION))
        .forEach(topics::add);
    return records(topics);
  }

  private long records(Collection<String> topics) {
    return ends(topics).values().stream().mapToLong(ListOffsetsResultInfo::offset).sum();
  }

  /** Whether all stages have committed all records except transaction markers. */
  boolean isDone() {
    var ends = ends(READ);
    var committed = committed();
    return ends.entrySet().stream()
        .allMatch(end -> {
          var offset = committed.get(end.getKey());
          return offset != null && end.getValue().offset() - offset.offset() <= 2;
        });
  }

  /** Records that all stages together have committed. */
  private long consumed() {
    return committed().values().stream().mapToLong(OffsetAndMetadata::offset).sum();
  }

  private Map<TopicPartition, OffsetAndMetadata> committed() {
    return await(admin.listConsumerGroupOffsets(APPLICATION).partitionsToOffsetAndMetadata());
  }

  private Map<TopicPartition, ListOffsetsResultInfo> ends(Collection<String> topics) {
    var latest = new HashMap<TopicPartition, OffsetSpec>();
    await(admin.describeTopics(topics).allTopicNames())
        .forEach((name, topic) ->
            topic
                .partitions()
                .forEach(partition ->
                    latest.put(
                        new TopicPartition(name, partition.partition()), OffsetSpec.latest())));
    var committed = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
    return await(admin.listOffsets(latest, committed).all());
  }

  private static <T> T await(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new Fault("the progress of scoring cannot be read: " + e.getMessage(), e);
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
