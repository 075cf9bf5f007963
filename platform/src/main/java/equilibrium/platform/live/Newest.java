package equilibrium.platform.live;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest value of each key of a topic, those that changed least recently first. At most {@value
 * #MOST} keys: with one more, the first is dropped.
 *
 * @param next offset of the record after the last that is in it; -1: the topic has not been read
 */
public record Newest<K, V>(Map<K, V> values, long next) {
  static final int MOST = 1_000;

  public Newest {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** Of a topic that has not been read. */
  public static <K, V> Newest<K, V> none() {
    return new Newest<>(Map.of(), -1);
  }

  /**
   * Takes a record into values.
   *
   * @param value null removes the key
   */
  static <K, V> void add(SequencedMap<K, V> values, K key, @Nullable V value) {
    values.remove(key);
    if (value != null) {
      values.putLast(key, value);
      if (values.size() > MOST) {
        values.pollFirstEntry();
      }
    }
  }
}
