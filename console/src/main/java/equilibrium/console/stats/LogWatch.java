package equilibrium.console.stats;

import static java.util.Objects.requireNonNull;

import equilibrium.platform.BackgroundTask;
import equilibrium.platform.KafkaSettings;
import equilibrium.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Kafka each second where {@code announces} ends and how far its readers are. Waits 2 s for an
 * answer, and goes on asking while Kafka is away.
 */
public final class LogWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogWatch.class);
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final String TOPIC = Topics.ANNOUNCES.name();
  private static final int PATIENCE_MS = 2_000;

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
  private final BackgroundTask task;
  private volatile Positions newest = Positions.NONE;

  private LogWatch(KafkaSettings kafka, Map<String, String> groups) {
    this.kafka = kafka;
    this.groups = Map.copyOf(groups);
    this.task = BackgroundTask.start("console-log-watch", this::run);
  }

  /**
   * Starts asking.
   *
   * @param groups consumer group by stage
   */
  public static LogWatch start(KafkaSettings kafka, Map<String, String> groups) {
    return new LogWatch(kafka, groups);
  }

  Positions newest() {
    return newest;
  }

  private void run(BackgroundTask running) {
    var settings =
        kafka.with(
            Map.of(
                "client.id", "equilibrium-console-watch",
                "request.timeout.ms", PATIENCE_MS,
                "default.api.timeout.ms", PATIENCE_MS));
    try (var admin = Admin.create(settings)) {
      while (!running.isClosed(EVERY)) {
        ask(admin);
      }
    } catch (KafkaException e) {
      LOG.atDebug().addKeyValue("cause", e.getMessage()).log("Kafka's name cannot be resolved");
    }
  }

  private void ask(Admin admin) {
    try {
      var ends = ends(admin);
      var readers = new HashMap<String, Map<Integer, Long>>();
      for (var group : groups.entrySet()) {
        readers.put(group.getKey(), committed(admin, group.getValue()));
      }
      newest = new Positions(System.nanoTime(), ends, Map.copyOf(readers));
    } catch (ExecutionException | KafkaException e) {
      LOG.atDebug().addKeyValue("cause", e.getMessage()).log("Kafka does not say where it is");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static Map<Integer, Long> ends(Admin admin)
      throws ExecutionException, InterruptedException {
    var topic =
        requireNonNull(
            admin.describeTopics(List.of(TOPIC)).allTopicNames().get().get(TOPIC), TOPIC);
    var wanted =
        topic.partitions().stream()
            .collect(
                Collectors.toMap(
                    partition -> new TopicPartition(TOPIC, partition.partition()),
                    _ -> OffsetSpec.latest()));
    return admin.listOffsets(wanted).all().get().entrySet().stream()
        .collect(Collectors.toMap(end -> end.getKey().partition(), end -> end.getValue().offset()));
  }

  private static Map<Integer, Long> committed(Admin admin, String group)
      throws ExecutionException, InterruptedException {
    var positions = new HashMap<Integer, Long>();
    var offsets = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    offsets.forEach((partition, offset) -> {
      if (partition.topic().equals(TOPIC) && offset != null) {
        positions.put(partition.partition(), offset.offset());
      }
    });
    return positions;
  }

  @Override
  public void close() {
    task.close();
  }
}
