package equilibrium.streams.transaction;

import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * A transaction that is open on a partition: readers of committed records read nothing from its
 * first record on.
 *
 * @param producer id of its producer
 * @param epoch of the producer when it wrote
 * @param coordinatorEpoch of the newest end of a transaction of this producer there; 0: none
 * @param first offset of its first record
 */
record OpenTransaction(
    TopicPartition partition, long producer, int epoch, int coordinatorEpoch, long first) {

  /** The ids of their producers. */
  static Set<Long> producers(Set<OpenTransaction> open) {
    return open.stream().map(OpenTransaction::producer).collect(Collectors.toSet());
  }
}
