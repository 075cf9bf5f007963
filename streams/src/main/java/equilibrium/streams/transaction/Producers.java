package equilibrium.streams.transaction;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.common.TopicPartition;

/** The producers that partitions remember. */
record Producers(Map<TopicPartition, PartitionProducerState> states) {

  /** The transactions that are open. */
  Set<OpenTransaction> open() {
    var open = new HashSet<OpenTransaction>();
    states.forEach((partition, state) ->
        state
            .activeProducers()
            .forEach(producer ->
                producer
                    .currentTransactionStartOffset()
                    .ifPresent(first ->
                        open.add(
                            new OpenTransaction(
                                partition,
                                producer.producerId(),
                                producer.producerEpoch(),
                                producer.coordinatorEpoch().orElse(0),
                                first)))));
    return open;
  }

  /** The latest epoch that such topics have seen of each producer, by its id. */
  Map<Long, Integer> epochs(Predicate<String> topics) {
    var epochs = new HashMap<Long, Integer>();
    states.forEach((partition, state) -> {
      if (topics.test(partition.topic())) {
        state
            .activeProducers()
            .forEach(producer ->
                epochs.merge(producer.producerId(), producer.producerEpoch(), Math::max));
      }
    });
    return epochs;
  }
}
