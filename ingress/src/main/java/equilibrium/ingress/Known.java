package equilibrium.ingress;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What an ingress knows from a projected table, by key. Read by every thread, written by one. */
final class Known<K, V> {
  private final ConcurrentHashMap<K, V> entries = new ConcurrentHashMap<>();

  @Nullable V get(K key) {
    return entries.get(key);
  }

  void put(K key, V value) {
    entries.put(key, value);
  }

  void remove(K key) {
    entries.remove(key);
  }

  /** Forgets everything but these. */
  void retain(Set<K> keys) {
    entries.keySet().retainAll(keys);
  }

  /** The keys as they are, which may change meanwhile. */
  Set<K> keys() {
    return entries.keySet();
  }

  int size() {
    return entries.size();
  }
}
