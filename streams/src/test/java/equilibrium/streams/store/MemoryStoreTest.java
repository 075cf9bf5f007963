package equilibrium.streams.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.junit.jupiter.api.Test;

class MemoryStoreTest {
  private static final long ENTRY_BYTES = 104 + 1 + 2;

  private final AtomicInteger exceeded = new AtomicInteger();
  private final MemoryBudget budget = new MemoryBudget(10 * ENTRY_BYTES, exceeded::incrementAndGet);
  private final MemoryStore store = new MemoryStore("store", budget);

  @Test
  void itHoldsWhatASortedMapHolds() {
    var random = new SplittableRandom(1);
    var model = new TreeMap<Bytes, byte[]>();

    for (int i = 0; i < 10_000; i++) {
      var key = key(random.nextInt(256));
      if (random.nextInt(3) == 0) {
        assertThat(store.delete(key)).isEqualTo(model.remove(key));
      } else {
        store.put(key, value(i));
        model.put(key, value(i));
      }
    }

    assertThat(keys(store.all())).containsExactlyElementsOf(model.keySet());
    assertThat(keys(store.range(key(10), key(200))))
        .containsExactlyElementsOf(model.subMap(key(10), true, key(200), true).keySet());
    assertThat(keys(store.range(null, key(200))))
        .containsExactlyElementsOf(model.headMap(key(200), true).keySet());
    assertThat(keys(store.range(key(200), null)))
        .containsExactlyElementsOf(model.tailMap(key(200), true).keySet());
    assertThat(keys(store.range(key(200), key(10)))).isEmpty();
    assertThat(store.get(model.firstKey())).isEqualTo(model.firstEntry().getValue());
    assertThat(store.approximateNumEntries()).isEqualTo(model.size());
    assertThat(budget.usedBytes()).isEqualTo(model.size() * ENTRY_BYTES);
  }

  @Test
  void entriesMayBeChangedWhileTheyAreRead() {
    store.putAll(
        List.of(
            KeyValue.pair(key(1), value(1)),
            KeyValue.pair(key(2), value(2)),
            KeyValue.pair(key(4), value(4))));
    var read = new ArrayList<Bytes>();

    try (var entries = store.all()) {
      entries.forEachRemaining(entry -> {
        read.add(entry.key);
        store.delete(entry.key);
        store.putIfAbsent(key(3), value(3));
      });
    }

    assertThat(read).containsExactly(key(1), key(2), key(3), key(4));
    assertThat(keys(store.all())).containsExactly(key(3));
  }

  @Test
  void itSaysOnceThatTheLimitIsExceeded() {
    for (int i = 0; i < 10; i++) {
      store.put(key(i), value(i));
      store.put(key(i), value(0));
    }
    assertThat(exceeded).hasValue(0);

    store.put(key(10), value(10));
    store.delete(key(10));
    store.put(key(11), value(11));

    assertThat(exceeded).hasValue(1);
    assertThat(budget.isExceeded()).isTrue();
  }

  @Test
  void aClosedStoreGivesItsMemoryBack() {
    store.put(key(1), value(1));

    store.close();

    assertThat(budget.usedBytes()).isZero();
    assertThat(store.get(key(1))).isNull();
  }

  private static Bytes key(int number) {
    return Bytes.wrap(new byte[] {(byte) number});
  }

  private static byte[] value(int number) {
    return new byte[] {(byte) number, (byte) (number >> 8)};
  }

  private static List<Bytes> keys(KeyValueIterator<Bytes, byte[]> iterator) {
    var keys = new ArrayList<Bytes>();
    try (iterator) {
      iterator.forEachRemaining(entry -> keys.add(entry.key));
    }
    return keys;
  }
}
