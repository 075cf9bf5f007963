package equilibrium.ingress.admission;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What an ingress knows from a projected table, by key. Read by every thread, written by one. */
public final class Known<K, V> {
  private final ConcurrentHashMap<K, V> entries = new ConcurrentHashMap<>();

  public @Nullable V get(K key) {
    return entries.get(key);
  }

  public void put(K key, V value) {
    entries.put(key, value);
  }

  public void remove(K key) {
    entries.remove(key);
  }

  /** Forgets everything but these. */
  public void retain(Set<K> keys) {
    entries.keySet().retainAll(keys);
  }

  /** The keys as they are, which may change meanwhile. */
  public Set<K> keys() {
    return entries.keySet();
  }

  int size() {
    return entries.size();
  }
}
