package equilibrium.streams;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A group that has no positions although its internal topics have records. It wrote these in
 * transactions that wrote positions too, so the positions expired, or the brokers lost them. Nearly
 * all of the records were processed, and reading them again would count them twice.
 */
final class ExpiredPositions {
  private static final Logger LOG = LoggerFactory.getLogger(ExpiredPositions.class);

  private final String program;
  private final String group;
  private final GroupPositions positions;

  /** Of a group without positions. */
  ExpiredPositions(String program, String group, GroupPositions positions) {
    this.program = program;
    this.group = group;
    this.positions = positions;
  }

  /** Moves the group to the end of its internal topics; those that have records, by name. */
  Set<String> passOver(TopologyTopics topics, Set<String> existing)
      throws ExecutionException, InterruptedException, TimeoutException {
    var moved = new HashMap<TopicPartition, OffsetAndMetadata>();
    // A transaction that is open does not count: it may be the first one of another process.
    positions
        .ends(positions.partitions(internal(topics, existing)), IsolationLevel.READ_COMMITTED)
        .forEach((partition, end) -> {
          if (end > 0) {
            moved.put(partition, new OffsetAndMetadata(end));
          }
        });
    if (moved.isEmpty() || !isMoved(moved)) {
      return Set.of();
    }
    var names = new TreeSet<String>();
    moved.keySet().forEach(partition -> names.add(partition.topic()));
    LOG.atError()
        .addKeyValue("program", program)
        .addKeyValue("topics", names)
        .log(
            "the program's positions are gone, as when it was away for longer than"
                + " offsets.retention.minutes of the brokers; it passes over these internal topics"
                + " and reads the others from their beginning: announces of sessions that it has"
                + " forgotten count twice");
    return names;
  }

  private Set<String> internal(TopologyTopics topics, Set<String> existing) {
    return topics.internal().stream()
        .map(name -> group + "-" + name)
        .filter(existing::contains)
        .collect(Collectors.toSet());
  }

  /** False if the group has members: then positions are not gone, but not yet written. */
  private boolean isMoved(Map<TopicPartition, OffsetAndMetadata> moved)
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      positions.move(moved);
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownMemberIdException) {
        return false;
      }
      throw e;
    }
  }
}
