package equilibrium.streams;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** The positions of one consumer group, and the offsets of the log; each answer within 30 s. */
final class GroupPositions {
  private static final int ANSWER_SECONDS = 30;

  private final String group;
  private final Admin admin;

  GroupPositions(String group, Admin admin) {
    this.group = group;
    this.admin = admin;
  }

  /** Names of all topics, internal ones too. */
  Set<String> topics() throws ExecutionException, InterruptedException, TimeoutException {
    return answer(admin.listTopics(new ListTopicsOptions().listInternal(true)).names());
  }

  /** Positions in these topics. */
  Map<TopicPartition, Long> committed(Set<String> existing)
      throws ExecutionException, InterruptedException, TimeoutException {
    var committed = new HashMap<TopicPartition, Long>();
    answer(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
        .forEach((partition, position) -> {
          if (position != null && existing.contains(partition.topic())) {
            committed.put(partition, position.offset());
          }
        });
    return committed;
  }

  Map<TopicPartition, ListOffsetsResultInfo> offsets(
      Set<TopicPartition> partitions, OffsetSpec spec)
      throws ExecutionException, InterruptedException, TimeoutException {
    return offsets(partitions.stream().collect(Collectors.toMap(Function.identity(), _ -> spec)));
  }

  Map<TopicPartition, ListOffsetsResultInfo> offsets(Map<TopicPartition, OffsetSpec> asked)
      throws ExecutionException, InterruptedException, TimeoutException {
    return answer(admin.listOffsets(asked).all());
  }

  Set<TopicPartition> partitions(Set<String> topics)
      throws ExecutionException, InterruptedException, TimeoutException {
    var partitions = new HashSet<TopicPartition>();
    answer(admin.describeTopics(topics).allTopicNames())
        .forEach((topic, description) ->
            description
                .partitions()
                .forEach(info -> partitions.add(new TopicPartition(topic, info.partition()))));
    return partitions;
  }

  /** Behind the newest record that a reader of this isolation may see. */
  Map<TopicPartition, Long> ends(Set<TopicPartition> partitions, IsolationLevel isolation)
      throws ExecutionException, InterruptedException, TimeoutException {
    var asked =
        partitions.stream()
            .collect(Collectors.toMap(Function.identity(), _ -> OffsetSpec.latest()));
    var ends = new HashMap<TopicPartition, Long>();
    answer(admin.listOffsets(asked, new ListOffsetsOptions(isolation)).all())
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }

  /** An ExecutionException if the group has members. */
  void move(Map<TopicPartition, OffsetAndMetadata> moved)
      throws ExecutionException, InterruptedException, TimeoutException {
    answer(admin.alterConsumerGroupOffsets(group, moved).all());
  }

  private static <T> T answer(KafkaFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.get(ANSWER_SECONDS, TimeUnit.SECONDS);
  }
}
