package equilibrium.streams;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/** How far stores that are being restored from their changelogs have come. */
final class RestoreProgress implements StateRestoreListener {

  /**
   * Of one store in one partition.
   *
   * @param restored offsets of the changelog that are read
   * @param total offsets to read
   */
  record Progress(long restored, long total) {
    long remaining() {
      return total - restored;
    }
  }

  private final Map<String, Progress> running = new ConcurrentHashMap<>();

  @Override
  public void onRestoreStart(TopicPartition partition, String store, long start, long end) {
    running.put(name(partition, store), new Progress(0, end - start));
  }

  @Override
  public void onBatchRestored(TopicPartition partition, String store, long last, long records) {
    running.computeIfPresent(
        name(partition, store),
        (_, before) ->
            new Progress(Math.min(before.total(), before.restored() + records), before.total()));
  }

  @Override
  public void onRestoreEnd(TopicPartition partition, String store, long records) {
    running.remove(name(partition, store));
  }

  @Override
  public void onRestoreSuspended(TopicPartition partition, String store, long records) {
    running.remove(name(partition, store));
  }

  private static String name(TopicPartition partition, String store) {
    return store + "-" + partition.partition();
  }

  /** By store and partition, such as {@code sessions-3}; empty: nothing is being restored. */
  Map<String, Progress> running() {
    return new TreeMap<>(running);
  }

  /** Records left, of all stores. */
  long remaining() {
    return running.values().stream().mapToLong(Progress::remaining).sum();
  }
}
