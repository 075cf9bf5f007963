package equilibrium.scoring.stream;

import equilibrium.scoring.rules.ScanLimits;
import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Scans a store in the order of its keys, again and again, one slice with each call. {@link
 * ScanLimits} say how large a slice is; in the first scan it has the most entries. The position is
 * stored, so that a restart changes nothing: entries examined in this scan (8 bytes), in the last
 * scan (8), and the next key unless it is the first.
 */
final class StoreScan<V> {
  /** Examines an entry, which may be changed or deleted. */
  interface Examination<V> {
    /** Whether something was written, which takes much longer than a read. */
    boolean examine(Bytes key, V value);
  }

  private static final int HEADER = 2 * Long.BYTES;
  private static final Bytes START = position(0, 0, null);

  private final KeyValueStore<Bytes, V> store;
  private final KeyValueStore<String, Bytes> progress;
  private final String name;
  private final ScanLimits limits;

  /**
   * A scan that goes on where the last one with its name ended.
   *
   * @param progress has the positions of scans by name
   */
  StoreScan(
      KeyValueStore<Bytes, V> store,
      KeyValueStore<String, Bytes> progress,
      String name,
      ScanLimits limits) {
    this.store = store;
    this.progress = progress;
    this.name = name;
    this.limits = limits;
  }

  /** Examines the next slice. */
  void advance(Examination<V> examination) {
    Bytes stored = progress.get(name);
    var in = ByteBuffer.wrap((stored == null ? START : stored).get());
    long passed = in.getLong();
    long all = in.getLong();
    byte[] first = new byte[in.remaining()];
    in.get(first);
    long known = Math.max(all, passed); // a store that grew has more entries than in the last scan
    int mostEntries = limits.entries(known);
    int mostWrites = limits.writes(known);
    Bytes next = null;
    int examined = 0;
    int written = 0;
    try (var entries = store.range(first.length == 0 ? null : Bytes.wrap(first), null)) {
      while (entries.hasNext() && next == null) {
        var entry = entries.next();
        if (examined == mostEntries || written == mostWrites) {
          next = entry.key;
        } else {
          written += examination.examine(entry.key, entry.value) ? 1 : 0;
          examined++;
        }
      }
    }
    passed += examined;
    progress.put(name, next == null ? position(0, passed, null) : position(passed, all, next));
  }

  private static Bytes position(long passed, long all, @Nullable Bytes next) {
    byte[] key = next == null ? new byte[0] : next.get();
    return Bytes.wrap(
        ByteBuffer.allocate(HEADER + key.length).putLong(passed).putLong(all).put(key).array());
  }
}
