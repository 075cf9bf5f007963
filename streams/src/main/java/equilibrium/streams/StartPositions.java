package equilibrium.streams;

import equilibrium.platform.Fault;
import equilibrium.platform.KafkaSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares a group's positions with the log before its program starts. Kafka Streams alone would
 * read the whole log again where a position lies beyond the end, and would pass over a gap in
 * silence where records were deleted unread.
 *
 * <pre>
 *            first              end
 *  log         |------------------|
 *  position  ^ missed records              ^ the log was cut: go back before its end
 * </pre>
 */
final class StartPositions {
  private static final Logger LOG = LoggerFactory.getLogger(StartPositions.class);
  private static final int ANSWER_SECONDS = 30;

  /**
   * A broker writes its log to the disk within half a minute. What is read again counts once: an
   * announce is known by its place in its session.
   */
  private static final Duration BACK = Duration.ofMinutes(10);

  /** A killed process stays a member until its session ends; positions cannot change before. */
  private static final Duration MEMBERS_LEAVE = Duration.ofSeconds(40);

  private final String program;
  private final String group;
  private final Admin admin;
  private final TopologyTopics topics;

  private StartPositions(String program, String group, Admin admin, TopologyTopics topics) {
    this.program = program;
    this.group = group;
    this.admin = admin;
    this.topics = topics;
  }

  /**
   * Moves positions that lie beyond the end of the log to before it. A {@link Fault} if Kafka does
   * not answer, or if other members of the group prevent it.
   *
   * @return records that were deleted before the program read them, by partition
   */
  static Map<String, Long> check(
      String program, String group, KafkaSettings kafka, TopologyTopics topics) {
    try (var admin = Admin.create(kafka.with(Map.of()))) {
      return new StartPositions(program, group, admin, topics).check();
    } catch (ExecutionException | TimeoutException e) {
      throw new Fault(
          "%s cannot start: Kafka does not tell its positions: %s".formatted(program, e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Fault(program + " cannot start: interrupted", e);
    }
  }

  private Map<String, Long> check()
      throws ExecutionException, InterruptedException, TimeoutException {
    var committed = committed();
    var ends = offsets(committed, OffsetSpec.latest());
    boolean wasCut =
        ends.entrySet().stream()
            .anyMatch(end -> committed.getOrDefault(end.getKey(), 0L) > end.getValue().offset());
    if (wasCut) {
      goBack(committed, ends);
    }
    return missed(committed);
  }

  /** In topics that exist. */
  private Map<TopicPartition, Long> committed()
      throws ExecutionException, InterruptedException, TimeoutException {
    var existing = answer(admin.listTopics(new ListTopicsOptions().listInternal(true)).names());
    var committed = new HashMap<TopicPartition, Long>();
    answer(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
        .forEach((partition, position) -> {
          if (position != null && existing.contains(partition.topic())) {
            committed.put(partition, position.offset());
          }
        });
    return committed;
  }

  private Map<TopicPartition, ListOffsetsResultInfo> offsets(
      Map<TopicPartition, ?> partitions, OffsetSpec spec)
      throws ExecutionException, InterruptedException, TimeoutException {
    var asked =
        partitions.keySet().stream().collect(Collectors.toMap(Function.identity(), _ -> spec));
    return offsets(asked);
  }

  private Map<TopicPartition, ListOffsetsResultInfo> offsets(Map<TopicPartition, OffsetSpec> asked)
      throws ExecutionException, InterruptedException, TimeoutException {
    return answer(admin.listOffsets(asked).all());
  }

  private void goBack(
      Map<TopicPartition, Long> committed, Map<TopicPartition, ListOffsetsResultInfo> ends)
      throws ExecutionException, InterruptedException, TimeoutException {
    var earlier = earlier(ends);
    var moved = new HashMap<TopicPartition, OffsetAndMetadata>();
    long again = 0;
    for (var end : ends.entrySet()) {
      long before = committed.getOrDefault(end.getKey(), 0L);
      long inLog = Math.min(before, end.getValue().offset());
      long to = Math.min(inLog, earlier.getOrDefault(end.getKey(), inLog));
      if (to != before) {
        moved.put(end.getKey(), new OffsetAndMetadata(to));
        again += inLog - to;
      }
    }
    move(moved);
    LOG.atWarn()
        .addKeyValue("program", program)
        .addKeyValue("partitions", moved.size())
        .addKeyValue("readAgain", again)
        .log(
            "the log ends before positions of this program, as after a power cut of the broker;"
                + " it goes on before the end, and announces that are read again count once");
  }

  /** Where the tracker's topics were some minutes before their newest record. */
  private Map<TopicPartition, Long> earlier(Map<TopicPartition, ListOffsetsResultInfo> ends)
      throws ExecutionException, InterruptedException, TimeoutException {
    var read =
        ends.entrySet().stream()
            .filter(end -> topics.read().contains(end.getKey().topic()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    var times = new HashMap<TopicPartition, OffsetSpec>();
    offsets(read, OffsetSpec.maxTimestamp())
        .forEach((partition, newest) -> {
          if (newest.timestamp() >= 0) {
            times.put(partition, OffsetSpec.forTimestamp(newest.timestamp() - BACK.toMillis()));
          }
        });
    var earlier = new HashMap<TopicPartition, Long>();
    offsets(times)
        .forEach((partition, found) -> {
          if (found.offset() >= 0) {
            earlier.put(partition, found.offset());
          }
        });
    return earlier;
  }

  private void move(Map<TopicPartition, OffsetAndMetadata> moved)
      throws ExecutionException, InterruptedException, TimeoutException {
    long untilNs = System.nanoTime() + MEMBERS_LEAVE.toNanos();
    while (true) {
      try {
        answer(admin.alterConsumerGroupOffsets(group, moved).all());
        return;
      } catch (ExecutionException e) { // the group has members
        if (System.nanoTime() > untilNs) {
          throw new Fault(
              "%s cannot start: the log ends before its positions, and members of group %s prevent"
                      .formatted(program, group)
                  + " that they are moved; stop all processes of the program, then start them",
              e);
        }
        TimeUnit.SECONDS.sleep(1);
      }
    }
  }

  private Map<String, Long> missed(Map<TopicPartition, Long> committed)
      throws ExecutionException, InterruptedException, TimeoutException {
    var missed = new TreeMap<String, Long>();
    var read =
        committed.entrySet().stream()
            .filter(position -> topics.read().contains(position.getKey().topic()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    offsets(read, OffsetSpec.earliest())
        .forEach((partition, first) -> {
          long records = first.offset() - read.getOrDefault(partition, 0L);
          if (records > 0) {
            missed.put(partition.toString(), records);
          }
        });
    if (!missed.isEmpty()) {
      LOG.atError()
          .addKeyValue("program", program)
          .addKeyValue("records", missed)
          .log(
              "records were deleted before this program read them, because it was away too long;"
                  + " what they would have credited is lost, and it goes on with the oldest records");
    }
    return missed;
  }

  private static <T> T answer(KafkaFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.get(ANSWER_SECONDS, TimeUnit.SECONDS);
  }
}
