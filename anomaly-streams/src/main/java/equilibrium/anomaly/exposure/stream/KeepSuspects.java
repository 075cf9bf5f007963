package equilibrium.anomaly.exposure.stream;

import equilibrium.anomaly.exposure.KnownSuspect;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Suspicion;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/** Keeps watched clients in a global store, which every partition reads. */
final class KeepSuspects implements Processor<ClientId, Suspicion, Void, Void> {
  static final String STORE = "known-suspects";

  private final SuspectChanges changes;
  private @Nullable KeyValueStore<ClientId, KnownSuspect> store;

  KeepSuspects(SuspectChanges changes) {
    this.changes = changes;
  }

  static StoreBuilder<KeyValueStore<ClientId, KnownSuspect>> store() {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(STORE),
            Topics.SUSPICIONS.key(),
            KnownSuspect.CODEC.serde())
        .withLoggingDisabled();
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    store = context.getStateStore(STORE);
  }

  @Override
  public void process(Record<ClientId, Suspicion> record) {
    if (store == null) {
      return;
    }
    var suspicion = record.value();
    if (suspicion == null || !KnownSuspect.isOne(suspicion)) {
      store.delete(record.key());
    } else {
      store.put(record.key(), KnownSuspect.of(suspicion));
    }
    changes.add();
  }
}
