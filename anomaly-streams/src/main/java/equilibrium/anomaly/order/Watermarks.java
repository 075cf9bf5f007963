package equilibrium.anomaly.order;

import java.util.HashMap;
import java.util.Map;

/**
 * How far the partitions of all sources have come. Not thread-safe.
 *
 * <pre>
 *   contributions-0  ----------|          12:07
 *   contributions-1  -----|               12:02   the least: records before 12:02 are complete
 *   announces-0      ------------|        12:09
 * </pre>
 */
public final class Watermarks {
  /** No record is complete. */
  public static final long NONE = Long.MIN_VALUE;

  private final int expected;
  private final Map<String, Long> minutes = new HashMap<>();

  /**
   * Before any partition was heard.
   *
   * @param partitions of each source
   */
  public Watermarks(int partitions) {
    this.expected = partitions * Source.values().length;
  }

  /** Names a partition. */
  public static String name(Source source, int partition) {
    return source + "-" + partition;
  }

  /** Moves a partition on. Returns whether it moved: it never falls. */
  public boolean advance(String partition, long minuteMs) {
    long before = minutes.getOrDefault(partition, NONE);
    minutes.put(partition, Math.max(before, minuteMs));
    return minuteMs > before;
  }

  /** Minute before which every partition has passed; {@link #NONE} while one was not heard. */
  public long least() {
    return minutes.size() < expected
        ? NONE
        : minutes.values().stream().mapToLong(Long::longValue).min().orElse(NONE);
  }
}
