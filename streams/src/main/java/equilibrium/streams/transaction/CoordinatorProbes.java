package equilibrium.streams.transaction;

import java.util.Collection;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Utils;

/**
 * Transactional ids that no producer has, one for each partition of the log of transactions. A
 * coordinator that has just started lists no transaction, as if there were none. But it answers for
 * a single id only when it has read the partition of the id.
 */
final class CoordinatorProbes {

  /**
   * The ids.
   *
   * @param prefix with which all begin
   * @param partitions of the log of transactions, at least 1
   */
  static Collection<String> of(String prefix, int partitions) {
    var byPartition = new TreeMap<Integer, String>();
    for (int i = 0; byPartition.size() < partitions; i++) {
      var id = prefix + "probe-" + i;
      byPartition.putIfAbsent(partition(id, partitions), id);
    }
    return byPartition.values();
  }

  /** As Kafka's TransactionStateManager places an id. */
  static int partition(String transactionalId, int partitions) {
    return Utils.abs(transactionalId.hashCode()) % partitions;
  }

  private CoordinatorProbes() {}
}
