package equilibrium.streams.store;

import equilibrium.platform.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the stores of a program. Stores in memory have a limit. A program that needs more is not
 * live, and its next start puts the stores on disk: a mark in the folder says so, until a start has
 * a higher limit.
 */
public final class StateStores {
  private static final Logger LOG = LoggerFactory.getLogger(StateStores.class);
  private static final String MARK = "stores-on-disk";

  /** Null: on disk. */
  private final @Nullable MemoryBudget budget;

  private StateStores(@Nullable MemoryBudget budget) {
    this.budget = budget;
  }

  /** Stores in files, without a limit of their own. */
  public static StateStores onDisk() {
    return new StateStores(null);
  }

  /**
   * The stores of a program, in memory unless they once needed more than the limit.
   *
   * @param limitBytes heap that all stores in memory may take
   * @param folder of the program's state
   */
  public static StateStores of(StorePlace place, long limitBytes, Path folder) {
    return switch (place) {
      case DISK -> onDisk();
      case MEMORY -> inMemory(limitBytes, folder.resolve(MARK));
    };
  }

  private static StateStores inMemory(long limitBytes, Path mark) {
    long tooSmall = tooSmall(mark);
    if (limitBytes <= tooSmall) {
      LOG.atWarn()
          .addKeyValue("limitBytes", limitBytes)
          .addKeyValue("mark", mark)
          .log("stores are on disk, because they needed more memory than their limit");
      return onDisk();
    }
    return new StateStores(new MemoryBudget(limitBytes, () -> mark(mark, limitBytes)));
  }

  /** The limit that was exceeded; 0: none was, or the mark cannot be understood. */
  private static long tooSmall(Path mark) {
    try {
      return Files.exists(mark) ? Long.parseLong(Files.readString(mark).strip()) : 0;
    } catch (NumberFormatException _) {
      return 0;
    } catch (IOException e) {
      throw new Fault("%s cannot be read: %s".formatted(mark, e), e);
    }
  }

  private static void mark(Path mark, long limitBytes) {
    LOG.atError()
        .addKeyValue("limitBytes", limitBytes)
        .log("stores need more memory than their limit: the next start puts them on disk");
    try {
      Files.createDirectories(mark.toAbsolutePath().getParent());
      Files.writeString(mark, Long.toString(limitBytes));
    } catch (IOException e) {
      LOG.atError()
          .addKeyValue("mark", mark)
          .setCause(e)
          .log("the next start cannot know that: set the place of the stores to disk");
    }
  }

  /** A store with a changelog and no cache. */
  public <K, V> StoreBuilder<KeyValueStore<K, V>> store(String name, Serde<K> key, Serde<V> value) {
    var supplier =
        budget == null ? Stores.persistentKeyValueStore(name) : new InMemory(name, budget);
    return Stores.keyValueStoreBuilder(supplier, key, value);
  }

  private record InMemory(String name, MemoryBudget budget) implements KeyValueBytesStoreSupplier {
    @Override
    public KeyValueStore<Bytes, byte[]> get() {
      return new MemoryStore(name, budget);
    }

    @Override
    public String metricsScope() {
      return "in-memory";
    }
  }

  public boolean areInMemory() {
    return budget != null;
  }

  /** Heap that the stores take; 0 on disk. */
  public long usedBytes() {
    return budget == null ? 0 : budget.usedBytes();
  }

  /** Why the program has to be started again; empty: it has not. */
  public String problem() {
    return budget != null && budget.isExceeded()
        ? "stores need more than %d MiB of memory; after a restart they are on disk"
            .formatted(budget.limitBytes() >> 20)
        : "";
  }

  /** For {@code /status}. */
  public Map<String, Object> status() {
    return budget == null
        ? Map.of("place", "disk")
        : Map.of("place", "memory", "bytes", budget.usedBytes(), "limitBytes", budget.limitBytes());
  }
}
