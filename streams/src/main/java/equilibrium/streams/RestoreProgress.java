package equilibrium.streams;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far stores that are being restored from their changelogs have come. The log gets one line
 * when a restore has begun, one every ten seconds, and one at its end.
 */
final class RestoreProgress implements StateRestoreListener {
  private static final Logger LOG = LoggerFactory.getLogger(RestoreProgress.class);
  private static final Duration LINE_PERIOD = Duration.ofSeconds(10);

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

  /**
   * Of one store in one partition, with the offset at which it began. Offsets are counted, not
   * records: a compacted changelog has gaps, and markers of transactions.
   */
  private record Restore(long start, Progress progress) {
    Restore at(long last) {
      long total = progress.total();
      return new Restore(start, new Progress(Math.clamp(last + 1 - start, 0, total), total));
    }
  }

  private final String program;
  private final Map<String, Restore> running = new ConcurrentHashMap<>();
  private long beganNs;
  private long loggedNs;
  private long restored;

  RestoreProgress(String program) {
    this.program = program;
  }

  @Override
  public void onRestoreStart(TopicPartition partition, String store, long start, long end) {
    running.put(
        name(partition, store), new Restore(start, new Progress(0, Math.max(0, end - start))));
  }

  @Override
  public void onBatchRestored(TopicPartition partition, String store, long last, long records) {
    running.computeIfPresent(name(partition, store), (_, restore) -> restore.at(last));
    logBatch(records);
  }

  @Override
  public void onRestoreEnd(TopicPartition partition, String store, long records) {
    end(partition, store, "stores are restored");
  }

  @Override
  public void onRestoreSuspended(TopicPartition partition, String store, long records) {
    end(partition, store, "stores are restored, as far as they did not move to another process");
  }

  private synchronized void logBatch(long records) {
    long nowNs = System.nanoTime();
    if (restored == 0 && records > 0) {
      beganNs = nowNs;
      loggedNs = nowNs - LINE_PERIOD.toNanos();
    }
    restored += records;
    if (restored > 0 && nowNs - loggedNs >= LINE_PERIOD.toNanos()) {
      loggedNs = nowNs;
      LOG.atInfo()
          .addKeyValue("program", program)
          .addKeyValue("stores", running.size())
          .addKeyValue("restored", restored)
          .addKeyValue("remaining", remaining())
          .log("stores are being restored from their changelogs");
    }
  }

  /** The next restore has a time and a number of records of its own. */
  private synchronized void end(TopicPartition partition, String store, String line) {
    running.remove(name(partition, store));
    if (restored > 0 && running.isEmpty()) {
      LOG.atInfo()
          .addKeyValue("program", program)
          .addKeyValue("records", restored)
          .addKeyValue("ms", (System.nanoTime() - beganNs) / 1_000_000)
          .log(line);
      restored = 0;
    }
  }

  private static String name(TopicPartition partition, String store) {
    return store + "-" + partition.partition();
  }

  /** By store and partition, such as {@code sessions-3}; empty: nothing is being restored. */
  Map<String, Progress> running() {
    var progress = new TreeMap<String, Progress>();
    running.forEach((store, restore) -> progress.put(store, restore.progress()));
    return progress;
  }

  /** Offsets left, of all stores. */
  long remaining() {
    return running.values().stream().mapToLong(restore -> restore.progress().remaining()).sum();
  }
}
