package equilibrium.streams.offline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.junit.jupiter.api.Test;

class HeapStoreTest {
  private final HeapStore<Bytes, Integer> store = new HeapStore<>("store");

  @Test
  void itHoldsWhatASortedMapHolds() {
    var random = new SplittableRandom(1);
    var model = new TreeMap<Bytes, Integer>();

    for (int i = 0; i < 10_000; i++) {
      var key = key(random.nextInt(256));
      boolean deletes = random.nextInt(3) == 0;
      store.put(key, deletes ? null : i);
      if (deletes) {
        model.remove(key);
      } else {
        model.put(key, i);
      }
    }

    assertThat(keys(store.all())).containsExactlyElementsOf(model.keySet());
    assertThat(keys(store.range(key(10), key(200))))
        .containsExactlyElementsOf(model.subMap(key(10), true, key(200), true).keySet());
    assertThat(keys(store.range(null, key(200))))
        .containsExactlyElementsOf(model.headMap(key(200), true).keySet());
    assertThat(keys(store.range(key(200), key(10)))).isEmpty();
    assertThat(store.get(model.firstKey())).isEqualTo(model.firstEntry().getValue());
  }

  @Test
  void entriesMayBeDeletedWhileTheyAreRead() {
    store.put(key(1), 1);
    store.put(key(2), 2);

    try (var entries = store.all()) {
      entries.forEachRemaining(entry -> store.delete(entry.key));
    }

    assertThat(store.approximateNumEntries()).isZero();
  }

  private static Bytes key(int number) {
    return Bytes.wrap(new byte[] {(byte) number});
  }

  private static List<Bytes> keys(KeyValueIterator<Bytes, Integer> iterator) {
    var keys = new ArrayList<Bytes>();
    try (iterator) {
      iterator.forEachRemaining(entry -> keys.add(entry.key));
    }
    return keys;
  }
}
