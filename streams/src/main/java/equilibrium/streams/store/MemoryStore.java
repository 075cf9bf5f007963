package equilibrium.streams.store;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.NullUnmarked;

/**
 * A store in the heap, restored from its changelog. For one thread. Unlike the store of Kafka
 * Streams, an iterator copies no keys, so that a scan may stop after the first entries of millions.
 * Entries may be changed while it is open: it gives the next entry as it was when it gave the one
 * before.
 */
@NullUnmarked // as KeyValueStore: null deletes, and leaves a range open
final class MemoryStore implements KeyValueStore<Bytes, byte[]> {
  /** Of an entry: a node of the tree, a Bytes, and the headers of two arrays. */
  private static final int OVERHEAD_BYTES = 104;

  private final String name;
  private final MemoryBudget budget;
  private final NavigableMap<Bytes, byte[]> entries = new TreeMap<>();
  private long bytes;
  private boolean open;

  MemoryStore(String name, MemoryBudget budget) {
    this.name = name;
    this.budget = budget;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    open = true;
    context.register(root, (key, value) -> put(Bytes.wrap(key), value));
  }

  @Override
  public void close() {
    budget.add(-bytes);
    bytes = 0;
    entries.clear();
    open = false;
  }

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  /** For queries from outside, which nobody makes. */
  @Override
  public Position getPosition() {
    return Position.emptyPosition();
  }

  @Override
  public byte[] get(Bytes key) {
    return entries.get(key);
  }

  @Override
  public void put(Bytes key, byte[] value) {
    byte[] before = value == null ? entries.remove(key) : entries.put(key, value);
    long change = bytes(key, value) - bytes(key, before);
    bytes += change;
    budget.add(change);
  }

  private static long bytes(Bytes key, byte[] value) {
    return value == null ? 0 : OVERHEAD_BYTES + key.get().length + value.length;
  }

  @Override
  public byte[] putIfAbsent(Bytes key, byte[] value) {
    byte[] before = get(key);
    if (before == null) {
      put(key, value);
    }
    return before;
  }

  @Override
  public void putAll(List<KeyValue<Bytes, byte[]>> all) {
    all.forEach(entry -> put(entry.key, entry.value));
  }

  @Override
  public byte[] delete(Bytes key) {
    byte[] before = get(key);
    put(key, null);
    return before;
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
    return new Entries(part(from, to));
  }

  private NavigableMap<Bytes, byte[]> part(Bytes from, Bytes to) {
    if (from == null) {
      return to == null ? entries : entries.headMap(to, true);
    }
    if (to == null) {
      return entries.tailMap(from, true);
    }
    return from.compareTo(to) > 0
        ? Collections.emptyNavigableMap()
        : entries.subMap(from, true, to, true);
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> all() {
    return range(null, null);
  }

  @Override
  public long approximateNumEntries() {
    return entries.size();
  }

  /** Looks each entry up by the key before it. */
  private static final class Entries implements KeyValueIterator<Bytes, byte[]> {
    private final NavigableMap<Bytes, byte[]> part;
    private Map.Entry<Bytes, byte[]> next;

    Entries(NavigableMap<Bytes, byte[]> part) {
      this.part = part;
      this.next = part.firstEntry();
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public KeyValue<Bytes, byte[]> next() {
      var entry = KeyValue.pair(peekNextKey(), next.getValue());
      next = part.higherEntry(entry.key);
      return entry;
    }

    @Override
    public Bytes peekNextKey() {
      if (next == null) {
        throw new NoSuchElementException();
      }
      return next.getKey();
    }

    @Override
    public void close() {}
  }
}
