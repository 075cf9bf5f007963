package equilibrium.anomaly.stream;

import equilibrium.anomaly.fold.Folded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * What rules remember of the groups of one partition, in memory with a changelog. Beyond its limit
 * the quarter that was silent for longest is forgotten, so that invented swarms and clients cannot
 * fill the memory.
 */
final class RuleStore {
  private final KeyValueStore<Bytes, Folded> store;
  private final int most;
  private int size;

  /**
   * The store of a task.
   *
   * @param most groups
   */
  RuleStore(KeyValueStore<Bytes, Folded> store, int most) {
    this.store = store;
    this.most = most;
    try (var all = store.all()) {
      while (all.hasNext()) {
        all.next();
        size++;
      }
    }
  }

  static StoreBuilder<KeyValueStore<Bytes, Folded>> builder(String name) {
    return Stores.keyValueStoreBuilder(
        Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), FoldedCodec.CODEC.serde());
  }

  boolean isEmpty() {
    return size == 0;
  }

  Folded get(Bytes key) {
    var folded = size == 0 ? null : store.get(key);
    return folded == null ? Folded.NONE : folded;
  }

  /** Replaces the value that {@link #get} gave. */
  void put(Bytes key, Folded before, Folded after) {
    if (after.equals(before)) {
      return;
    }
    if (after.isEmpty()) {
      store.delete(key);
      size--;
      return;
    }
    store.put(key, after);
    if (before.isEmpty()) {
      size++;
      if (size > most) {
        forgetOldest();
      }
    }
  }

  private void forgetOldest() {
    long[] times = new long[size];
    int count = 0;
    try (var all = store.all()) {
      while (all.hasNext() && count < times.length) {
        times[count++] = all.next().value.atMs();
      }
    }
    Arrays.sort(times, 0, count);
    long last = times[count / 4];
    sweep(folded -> folded.atMs() <= last ? Folded.NONE : folded);
  }

  /** Replaces every value; an empty one goes. */
  void sweep(UnaryOperator<Folded> replacement) {
    var gone = new ArrayList<Bytes>();
    try (var all = store.all()) {
      while (all.hasNext()) {
        var group = all.next();
        var after = replacement.apply(group.value);
        if (after.isEmpty()) {
          gone.add(group.key);
        } else if (!after.equals(group.value)) {
          store.put(group.key, after);
        }
      }
    }
    gone.forEach(store::delete);
    size -= gone.size();
  }
}
