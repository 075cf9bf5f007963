package equilibrium.scoring.stream;

import equilibrium.schemas.Topics;
import equilibrium.schemas.event.TierCuts;
import equilibrium.scoring.client.Cuts;
import equilibrium.scoring.stream.codec.PopulationCodecs;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/** Keeps the cuts in force in a global store, which every partition reads. */
public final class KeepCuts implements Processor<String, TierCuts, Void, Void> {
  static final String STORE = "tier-cuts-in-force";

  private @Nullable KeyValueStore<String, Cuts> store;

  public static StoreBuilder<KeyValueStore<String, Cuts>> store() {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(STORE), Topics.TIER_CUTS.key(), PopulationCodecs.CUTS)
        .withLoggingDisabled();
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    store = context.getStateStore(STORE);
  }

  @Override
  public void process(Record<String, TierCuts> record) {
    if (store != null) {
      store.put(record.key(), Cuts.of(record.value()));
    }
  }
}
