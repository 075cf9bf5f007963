package equilibrium.streams.offline;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.NullUnmarked;

/**
 * A store of objects as they are, without bytes, log or files. Iterators see later changes, unlike
 * those of RocksDB.
 */
@NullUnmarked // as KeyValueStore: null deletes
final class HeapStore<K, V> implements KeyValueStore<K, V> {
  private static final Comparator<Object> ORDER = HeapStore::compare;

  private final String name;
  private final NavigableMap<K, V> entries = new ConcurrentSkipListMap<>(ORDER);

  HeapStore(String name) {
    this.name = name;
  }

  /** Ids, numbers from 0 and ASCII texts have the order of their bytes. */
  @SuppressWarnings("unchecked")
  private static int compare(Object one, Object other) {
    return one instanceof byte[] bytes
        ? Arrays.compareUnsigned(bytes, (byte[]) other)
        : ((Comparable<Object>) one).compareTo(other);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    context.register(root, (_, _) -> {});
  }

  @Override
  public void close() {}

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public V get(K key) {
    return entries.get(key);
  }

  @Override
  public void put(K key, V value) {
    if (value == null) {
      entries.remove(key);
    } else {
      entries.put(key, value);
    }
  }

  @Override
  public V putIfAbsent(K key, V value) {
    return entries.putIfAbsent(key, value);
  }

  @Override
  public void putAll(List<KeyValue<K, V>> all) {
    all.forEach(entry -> put(entry.key, entry.value));
  }

  @Override
  public V delete(K key) {
    return entries.remove(key);
  }

  @Override
  public KeyValueIterator<K, V> range(K from, K to) {
    return new Entries<>(part(from, to).entrySet().iterator());
  }

  @Override
  public KeyValueIterator<K, V> reverseRange(K from, K to) {
    return new Entries<>(part(from, to).descendingMap().entrySet().iterator());
  }

  private NavigableMap<K, V> part(K from, K to) {
    if (from == null) {
      return to == null ? entries : entries.headMap(to, true);
    }
    if (to == null) {
      return entries.tailMap(from, true);
    }
    return compare(from, to) > 0
        ? new ConcurrentSkipListMap<>(ORDER)
        : entries.subMap(from, true, to, true);
  }

  @Override
  public KeyValueIterator<K, V> all() {
    return range(null, null);
  }

  @Override
  public KeyValueIterator<K, V> reverseAll() {
    return reverseRange(null, null);
  }

  @Override
  public long approximateNumEntries() {
    return entries.size();
  }

  private static final class Entries<K, V> implements KeyValueIterator<K, V> {
    private final Iterator<Map.Entry<K, V>> iterator;
    private Map.Entry<K, V> peeked;

    Entries(Iterator<Map.Entry<K, V>> iterator) {
      this.iterator = iterator;
    }

    @Override
    public boolean hasNext() {
      return peeked != null || iterator.hasNext();
    }

    @Override
    public KeyValue<K, V> next() {
      var entry = peeked == null ? iterator.next() : peeked;
      peeked = null;
      return KeyValue.pair(entry.getKey(), entry.getValue());
    }

    @Override
    public K peekNextKey() {
      if (peeked == null) {
        peeked = iterator.next();
      }
      return peeked.getKey();
    }

    @Override
    public void close() {}
  }
}
