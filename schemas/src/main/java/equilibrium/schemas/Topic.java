package equilibrium.schemas;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;

/**
 * A topic with its serdes, so that no name is read with the wrong one.
 *
 * @param name also names the source and sink nodes that use the topic
 * @param spread how many partitions it has
 * @param kept how long its records stay
 */
public record Topic<K, V>(String name, Serde<K> key, Serde<V> value, Spread spread, Kept kept) {

  /** How many partitions a topic has. */
  public enum Spread {
    /** As many as setting {@code kafka.partitions} says when topics are created. */
    PARTITIONED,
    /** One, because its order or its single owner matters. */
    SINGLE
  }

  /** How long a topic keeps its records. */
  public sealed interface Kept {
    /** Deleted when this old. */
    record For(Duration age) implements Kept {}

    /**
     * The newest of each key for ever, and tombstones for seven days.
     *
     * @param onDisk whether a record is on the broker's disk before it is acknowledged: for what
     *     operators say, which is rare, and which nothing gives back after a power cut
     */
    record Newest(boolean onDisk) implements Kept {}
  }

  private static final String SEVEN_DAYS_MS = Long.toString(Duration.ofDays(7).toMillis());

  /** The broker's setting of how many records may wait for the disk. */
  public static final String FLUSH = "flush.messages";

  private static final Map<String, String> NEWEST =
      Map.of(
          "cleanup.policy", "compact",
          "delete.retention.ms", SEVEN_DAYS_MS,
          "message.timestamp.type", "LogAppendTime");

  /** Whether a record is on the broker's disk before it is acknowledged. */
  public boolean isOnDisk() {
    return kept instanceof Kept.Newest(boolean onDisk) && onDisk;
  }

  /** The broker's settings for this topic, replication aside. */
  public Map<String, String> settings() {
    return switch (kept) {
      case Kept.For(Duration age) ->
          Map.of(
              "cleanup.policy", "delete",
              "retention.ms", Long.toString(age.toMillis()),
              "message.timestamp.type", "LogAppendTime");
      case Kept.Newest(boolean onDisk) -> {
        var settings = new HashMap<>(NEWEST);
        if (onDisk) {
          settings.put(FLUSH, "1");
        }
        yield Map.copyOf(settings);
      }
    };
  }
}
