package equilibrium.console.stats;

import static java.util.Objects.requireNonNull;

import equilibrium.platform.BackgroundTask;
import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Kafka where {@code announces} ends and how far its readers are, and whether scoring makes
 * cuts of scores that change: each second while somebody looks. Waits 2 s for an answer, and goes
 * on asking while Kafka is away.
 */
public final class LogWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogWatch.class);
  private static final String TOPIC = Topics.ANNOUNCES.name();
  private static final int PATIENCE_MS = 2_000;

  /** The topic of scores that change, after the group of scoring. It has one partition. */
  static final String SCORE_CHANGES = "-score-changes-repartition";

  private static final String SCORING = "scoring";

  /**
   * What Kafka said.
   *
   * @param atNs when, of {@link System#nanoTime}
   * @param ends the next offset of each partition
   * @param readers by stage, the next offset that it reads of each partition
   */
  record Positions(long atNs, Map<Integer, Long> ends, Map<String, Map<Integer, Long>> readers) {
    static final Positions NONE = new Positions(Long.MIN_VALUE, Map.of(), Map.of());

    boolean isKnown() {
      return atNs != Long.MIN_VALUE;
    }
  }

  private final KafkaSettings kafka;
  private final Map<String, String> groups;
  private final Attention attention;
  private final BackgroundTask task;
  private List<TopicPartition> partitions = List.of();
  private final CutsProgress cuts = new CutsProgress();
  private volatile Positions newest = Positions.NONE;

  /** The next change of a score that scoring reads; null: it has read none. */
  private @Nullable Long changesRead;

  private LogWatch(KafkaSettings kafka, Map<String, String> groups, Attention attention) {
    this.kafka = kafka;
    this.groups = Map.copyOf(groups);
    this.attention = attention;
    this.task = BackgroundTask.start("console-log-watch", this::run);
  }

  /**
   * Starts asking.
   *
   * @param groups consumer group by stage
   */
  public static LogWatch start(
      KafkaSettings kafka, Map<String, String> groups, Attention attention) {
    return new LogWatch(kafka, groups, attention);
  }

  Positions newest() {
    return newest;
  }

  /** For how long scoring makes no cuts of scores that change. */
  CutsProgress cuts() {
    return cuts;
  }

  private void run(BackgroundTask running) {
    var settings =
        kafka.with(
            Map.of(
                "client.id", "equilibrium-console-watch",
                "request.timeout.ms", PATIENCE_MS,
                "default.api.timeout.ms", PATIENCE_MS));
    try (var admin = Admin.create(settings)) {
      while (!attention.isClosed(running)) {
        ask(admin);
      }
    } catch (KafkaException e) {
      LOG.atDebug().addKeyValue("cause", e.getMessage()).log("Kafka's name cannot be resolved");
    }
  }

  private void ask(Admin admin) {
    try {
      if (partitions.isEmpty()) {
        partitions = partitions(admin);
      }
      var ends = ends(admin);
      newest = new Positions(System.nanoTime(), ends, readers(admin));
    } catch (ExecutionException | KafkaException e) {
      partitions = List.of(); // the topic may be another one
      changesRead = null;
      cuts.forget();
      LOG.atDebug().addKeyValue("cause", e.getMessage()).log("Kafka does not say where it is");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<TopicPartition> partitions(Admin admin)
      throws ExecutionException, InterruptedException {
    var topic =
        requireNonNull(
            admin.describeTopics(List.of(TOPIC)).allTopicNames().get().get(TOPIC), TOPIC);
    return topic.partitions().stream()
        .map(found -> new TopicPartition(TOPIC, found.partition()))
        .toList();
  }

  private Map<Integer, Long> ends(Admin admin) throws ExecutionException, InterruptedException {
    var changes = scoreChanges();
    var wanted = new HashMap<TopicPartition, OffsetSpec>();
    partitions.forEach(partition -> wanted.put(partition, OffsetSpec.latest()));
    if (changes != null && changesRead != null) {
      wanted.put(changes, OffsetSpec.latest());
    }
    var found = admin.listOffsets(wanted);
    if (changes != null && changesRead != null) {
      cuts.see(System.nanoTime(), changesRead, found.partitionResult(changes).get().offset());
    }
    var ends = new HashMap<Integer, Long>();
    for (var partition : partitions) {
      ends.put(partition.partition(), found.partitionResult(partition).get().offset());
    }
    return Map.copyOf(ends);
  }

  private @Nullable TopicPartition scoreChanges() {
    var group = groups.get(SCORING);
    return group == null ? null : new TopicPartition(group + SCORE_CHANGES, 0);
  }

  /** In one question for all groups. */
  private Map<String, Map<Integer, Long>> readers(Admin admin)
      throws ExecutionException, InterruptedException {
    var changes = scoreChanges();
    var asked = new ArrayList<>(partitions);
    if (changes != null) {
      asked.add(changes);
    }
    var wanted =
        groups.values().stream()
            .distinct()
            .collect(
                Collectors.toMap(
                    Function.identity(),
                    _ -> new ListConsumerGroupOffsetsSpec().topicPartitions(asked)));
    var committed = admin.listConsumerGroupOffsets(wanted);
    var readers = new HashMap<String, Map<Integer, Long>>();
    for (var group : groups.entrySet()) {
      var offsets = committed.partitionsToOffsetAndMetadata(group.getValue()).get();
      var positions = new HashMap<Integer, Long>();
      for (var partition : partitions) {
        var offset = offsets.get(partition);
        if (offset != null) {
          positions.put(partition.partition(), offset.offset());
        }
      }
      readers.put(group.getKey(), positions);
      if (group.getKey().equals(SCORING)) {
        var offset = offsets.get(changes);
        changesRead = offset == null ? null : offset.offset();
      }
    }
    return Map.copyOf(readers);
  }

  @Override
  public void close() {
    task.close();
  }
}
