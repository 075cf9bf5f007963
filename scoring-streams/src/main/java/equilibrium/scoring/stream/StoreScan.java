package equilibrium.scoring.stream;

import equilibrium.scoring.rules.ScoringRules;
import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a store in the order of its keys, over and over, a part at a time: so much that
 * going once through it takes a number of parts, as far as the limits of a part allow, which ends
 * early when much of it changed; the first time, as much as a part may be. Where it is lies in a
 * store, so a restart changes nothing: entries of this time (8 bytes), of the last time (8), and
 * the next key, if it is not the first.
 */
final class StoreScan<V> {
  /** What is done with an entry. */
  interface Examination<V> {
    /** Whether something was written: that takes much longer than a look. */
    boolean examine(Bytes key, V value);
  }

  private static final int HEADER = 2 * Long.BYTES;
  private static final Bytes START = place(0, 0, null);

  private final KeyValueStore<Bytes, V> store;
  private final KeyValueStore<String, Bytes> progress;
  private final String name;
  private final ScoringRules.Walks rules;

  StoreScan(
      KeyValueStore<Bytes, V> store,
      KeyValueStore<String, Bytes> progress,
      String name,
      ScoringRules.Walks rules) {
    this.store = store;
    this.progress = progress;
    this.name = name;
    this.rules = rules;
  }

  /** The next part. What is examined may be changed or deleted. */
  void advance(Examination<V> examination) {
    Bytes kept = progress.get(name);
    var in = ByteBuffer.wrap((kept == null ? START : kept).get());
    long passed = in.getLong();
    long all = in.getLong();
    byte[] first = new byte[in.remaining()];
    in.get(first);
    long known = Math.max(all, passed); // a store that grew is larger than it was the last time
    int most = rules.part(known);
    int mostChanges = rules.changes(known);
    Bytes next = null;
    int examined = 0;
    int changed = 0;
    try (var entries = store.range(first.length == 0 ? null : Bytes.wrap(first), null)) {
      while (entries.hasNext() && next == null) {
        var entry = entries.next();
        if (examined == most || changed == mostChanges) {
          next = entry.key;
        } else {
          changed += examination.examine(entry.key, entry.value) ? 1 : 0;
          examined++;
        }
      }
    }
    passed += examined;
    progress.put(name, next == null ? place(0, passed, null) : place(passed, all, next));
  }

  private static Bytes place(long passed, long all, @Nullable Bytes next) {
    byte[] key = next == null ? new byte[0] : next.get();
    return Bytes.wrap(
        ByteBuffer.allocate(HEADER + key.length).putLong(passed).putLong(all).put(key).array());
  }
}
