package equilibrium.scoring.stream;

import equilibrium.schemas.Topics;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Registration;
import equilibrium.scoring.swarm.Registered;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * Keeps sizes and aliases of registered torrents in a global store, on disk: there may be millions,
 * and most that are registered say neither.
 */
public final class KeepRegistrations implements Processor<InfoHash, Registration, Void, Void> {
  static final String STORE = "registered-torrents";

  private @Nullable KeyValueStore<InfoHash, Registered> store;

  public static StoreBuilder<KeyValueStore<InfoHash, Registered>> store() {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(STORE), Topics.REGISTRATIONS.key(), Registered.SERDE)
        .withLoggingDisabled();
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    store = context.getStateStore(STORE);
  }

  @Override
  public void process(Record<InfoHash, Registration> record) {
    if (store != null && record.key() != null) {
      var registration = record.value();
      var kept = registration == null ? Registered.NOTHING : Registered.of(registration);
      store.put(record.key(), kept.equals(Registered.NOTHING) ? null : kept);
    }
  }
}
