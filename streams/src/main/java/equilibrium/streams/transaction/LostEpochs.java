package equilibrium.streams.transaction;

import equilibrium.streams.transaction.BrokerTransactions.Writer;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares the epochs that partitions have seen with those of the coordinators. A coordinator
 * raises an epoch before a partition sees it. If it is behind, it has lost the end of its log, and
 * partitions refuse every record of the producer, for as many epochs as are lost. For one thread.
 */
final class LostEpochs {
  private Set<Long> suspects = Set.of();

  /**
   * The producers of which partitions have seen later epochs, now and at the look before.
   *
   * @param seen latest epochs on partitions by producer id, read before the writers
   * @param writers producers that coordinators know
   * @param names with which the transactional ids of the process begin; null: not known
   */
  Set<Long> found(Map<Long, Integer> seen, Map<Long, Writer> writers, @Nullable String names) {
    var next =
        seen.entrySet().stream()
            .filter(one -> isBehind(writers.get(one.getKey()), names, one.getValue()))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    var found = new HashSet<>(next);
    found.retainAll(suspects);
    suspects = next;
    return found;
  }

  private static boolean isBehind(@Nullable Writer writer, @Nullable String names, int epoch) {
    return writer != null
        && names != null
        && writer.transactionalId().startsWith(names)
        && writer.epoch() < epoch;
  }

  boolean hasSuspects() {
    return !suspects.isEmpty();
  }

  void forget() {
    suspects = Set.of();
  }
}
