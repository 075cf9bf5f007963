package equilibrium.streams.offline;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.ProcessorWrapper;
import org.apache.kafka.streams.processor.api.WrappedFixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.WrappedProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Gives the processors of a topology {@link HeapStore}s in place of their key-value stores ({@code
 * processor.wrapper.class}, KIP-1112). So a replay neither encodes state nor writes files. Public
 * because Kafka Streams creates it by name.
 */
public final class HeapStores implements ProcessorWrapper {
  private final Map<String, StoreBuilder<?>> byName = new ConcurrentHashMap<>();

  @Override
  public <KIn, VIn, KOut, VOut>
      WrappedProcessorSupplier<KIn, VIn, KOut, VOut> wrapProcessorSupplier(
          String processor, ProcessorSupplier<KIn, VIn, KOut, VOut> supplier) {
    return new WrappedProcessorSupplier<>() {
      @Override
      public Processor<KIn, VIn, KOut, VOut> get() {
        return supplier.get();
      }

      @Override
      public @Nullable Set<StoreBuilder<?>> stores() {
        return replaced(supplier.stores());
      }
    };
  }

  @Override
  public <KIn, VIn, VOut>
      WrappedFixedKeyProcessorSupplier<KIn, VIn, VOut> wrapFixedKeyProcessorSupplier(
          String processor, FixedKeyProcessorSupplier<KIn, VIn, VOut> supplier) {
    return ProcessorWrapper.asWrappedFixedKey(supplier);
  }

  private @Nullable Set<StoreBuilder<?>> replaced(@Nullable Set<StoreBuilder<?>> stores) {
    if (stores == null) {
      return null;
    }
    var replaced = new LinkedHashSet<StoreBuilder<?>>();
    for (var store : stores) {
      replaced.add(byName.computeIfAbsent(store.name(), _ -> replaced(store)));
    }
    return replaced;
  }

  private static StoreBuilder<?> replaced(StoreBuilder<?> store) {
    StateStore built = store.build();
    boolean plain = built instanceof KeyValueStore && !(built instanceof TimestampedKeyValueStore);
    return plain ? new Builder(store.name()) : store;
  }

  /** Builds a store without a log; the other methods of its interface mean nothing for it. */
  private record Builder(String name) implements StoreBuilder<KeyValueStore<Object, Object>> {
    @Override
    public StoreBuilder<KeyValueStore<Object, Object>> withCachingEnabled() {
      return this;
    }

    @Override
    public StoreBuilder<KeyValueStore<Object, Object>> withCachingDisabled() {
      return this;
    }

    @Override
    public StoreBuilder<KeyValueStore<Object, Object>> withLoggingEnabled(
        Map<String, String> config) {
      return this;
    }

    @Override
    public StoreBuilder<KeyValueStore<Object, Object>> withLoggingDisabled() {
      return this;
    }

    @Override
    public KeyValueStore<Object, Object> build() {
      return new HeapStore<>(name);
    }

    @Override
    public Map<String, String> logConfig() {
      return Map.of();
    }

    @Override
    public boolean loggingEnabled() {
      return false;
    }
  }
}
