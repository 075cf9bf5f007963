package equilibrium.streams.transaction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.TransactionCoordinatorFencedException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.internals.Topic;

/** What brokers know of transactions (KIP-664). */
final class BrokerTransactions {
  private static final int PATIENCE_SECONDS = 30;

  /** KIP-890, of the feature transaction.version. */
  private static final int VERSION_THAT_RAISES = 2;

  private final Admin admin;
  private final String prefix;

  /**
   * What the brokers of a connection know.
   *
   * @param prefix of transactional ids that may be described
   */
  BrokerTransactions(Admin admin, String prefix) {
    this.admin = admin;
    this.prefix = prefix;
  }

  /**
   * Those that have written to partitions of such topics. A broker remembers each for a day after
   * its last record.
   */
  Producers producers(Predicate<String> topics) throws ExecutionException, TimeoutException {
    return new Producers(states(topics));
  }

  private Map<TopicPartition, PartitionProducerState> states(Predicate<String> topics)
      throws ExecutionException, TimeoutException {
    var names =
        new HashSet<>(answer(admin.listTopics(new ListTopicsOptions().listInternal(true)).names()));
    names.removeIf(topics.negate());
    var partitions = new ArrayList<TopicPartition>();
    answer(admin.describeTopics(names).allTopicNames())
        .forEach((name, topic) ->
            topic
                .partitions()
                .forEach(
                    partition -> partitions.add(new TopicPartition(name, partition.partition()))));
    return answer(admin.describeProducers(partitions).all());
  }

  /**
   * A producer as its coordinator knows it.
   *
   * @param epoch in which it writes now, or with which its transaction is being ended
   * @param state of its transaction
   * @param partitions of its transaction
   * @param raises whether each end of a transaction raises the epoch (KIP-890)
   */
  record Writer(
      String transactionalId,
      int epoch,
      TransactionState state,
      Set<TopicPartition> partitions,
      boolean raises) {

    /**
     * Whether the coordinator may have decided to commit it, and not yet told all partitions. It
     * tells those of its transaction only. They refuse an end whose epoch they have seen already.
     */
    boolean mayCommit(OpenTransaction open) {
      return switch (state) {
        case PREPARE_COMMIT ->
            partitions.contains(open.partition())
                && open.epoch() <= epoch
                && !(raises && open.epoch() == epoch);
        case UNKNOWN -> open.epoch() <= epoch;
        case ONGOING, EMPTY, COMPLETE_COMMIT, COMPLETE_ABORT, PREPARE_ABORT, PREPARE_EPOCH_FENCE ->
            false;
      };
    }

    /**
     * Whether the coordinator has decided how its transaction ends. It gives up telling the others
     * once a partition refuses, as one does whose later epochs the coordinator has lost.
     */
    boolean isDecided() {
      return switch (state) {
        case PREPARE_COMMIT, PREPARE_ABORT, PREPARE_EPOCH_FENCE -> true;
        case ONGOING, EMPTY, COMPLETE_COMMIT, COMPLETE_ABORT, UNKNOWN -> false;
      };
    }
  }

  /**
   * Those of these producers that coordinators know, by their ids. A {@link TimeoutException} while
   * a coordinator is away or reads its log: its producers would look as if nobody knew them.
   */
  Map<Long, Writer> writers(Set<Long> producers) throws ExecutionException, TimeoutException {
    awaitCoordinators();
    var options = new ListTransactionsOptions().filterProducerIds(producers);
    var ids =
        answer(admin.listTransactions(options).all()).stream()
            .map(TransactionListing::transactionalId)
            .toList();
    boolean raises = raiseEpochs();
    var writers = new HashMap<Long, Writer>();
    answer(admin.describeTransactions(ids).all())
        .forEach((id, transaction) ->
            writers.put(
                transaction.producerId(),
                new Writer(
                    id,
                    transaction.producerEpoch(),
                    transaction.state(),
                    transaction.topicPartitions(),
                    raises)));
    return writers;
  }

  /** Whether the cluster has the version of transactions that raises epochs; our clients do. */
  private boolean raiseEpochs() throws ExecutionException, TimeoutException {
    var version =
        answer(admin.describeFeatures().featureMetadata())
            .finalizedFeatures()
            .get("transaction.version");
    return version != null && version.maxVersionLevel() >= VERSION_THAT_RAISES;
  }

  /** Returns when each coordinator has read its partitions of the log of transactions. */
  private void awaitCoordinators() throws ExecutionException, TimeoutException {
    var name = Topic.TRANSACTION_STATE_TOPIC_NAME;
    int partitions =
        answer(admin.describeTopics(Set.of(name)).allTopicNames()).values().stream()
            .mapToInt(log -> log.partitions().size())
            .sum();
    var probes = CoordinatorProbes.of(prefix, partitions);
    var answers = admin.describeTransactions(probes);
    for (var probe : probes) {
      try {
        answer(answers.description(probe));
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TransactionalIdNotFoundException)) {
          throw e;
        }
      }
    }
  }

  /**
   * Ends them as if their producers had aborted them. One that a coordinator has ended meanwhile is
   * refused, which is no failure.
   *
   * @return how many were ended
   */
  int abort(Set<OpenTransaction> transactions) throws ExecutionException, TimeoutException {
    var aborts = new ArrayList<KafkaFuture<Void>>();
    for (var transaction : transactions) {
      var spec =
          new AbortTransactionSpec(
              transaction.partition(),
              transaction.producer(),
              (short) transaction.epoch(),
              transaction.coordinatorEpoch());
      aborts.add(admin.abortTransaction(spec).all());
    }
    int ended = 0;
    for (var abort : aborts) {
      ended += isDone(abort) ? 1 : 0;
    }
    return ended;
  }

  private static boolean isDone(KafkaFuture<Void> abort)
      throws ExecutionException, TimeoutException {
    try {
      answer(abort);
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InvalidProducerEpochException
          || e.getCause() instanceof TransactionCoordinatorFencedException) {
        return false;
      }
      throw e;
    }
  }

  private static <T> T answer(KafkaFuture<T> future) throws ExecutionException, TimeoutException {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ExecutionException("interrupted", e);
    }
  }
}
