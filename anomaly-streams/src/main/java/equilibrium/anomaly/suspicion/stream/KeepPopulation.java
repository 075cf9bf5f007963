package equilibrium.anomaly.suspicion.stream;

import equilibrium.schemas.Topics;
import equilibrium.schemas.event.TierCuts;
import equilibrium.streams.codec.StateCodec;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/** Keeps the size of the population in a global store, and the tracker time of its counting. */
final class KeepPopulation implements Processor<String, TierCuts, Void, Void> {
  static final String STORE = "population";

  /**
   * The newest cuts, as far as they matter here.
   *
   * @param clients that were counted
   * @param atMs effective time, milliseconds since 1970
   */
  record Population(long clients, long atMs) {
    static final Population NONE = new Population(0, 0);
  }

  private static final StateCodec<Population> CODEC =
      StateCodec.of(
          "a population",
          1,
          (population, out) -> out.writeLong(population.clients()).writeLong(population.atMs()),
          in -> new Population(in.readLong(), in.readLong()));

  private @Nullable KeyValueStore<String, Population> store;

  static StoreBuilder<KeyValueStore<String, Population>> store() {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(STORE), Topics.TIER_CUTS.key(), CODEC.serde())
        .withLoggingDisabled();
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    store = context.getStateStore(STORE);
  }

  @Override
  public void process(Record<String, TierCuts> record) {
    if (store != null) {
      var cuts = record.value();
      store.put(record.key(), new Population(cuts.getPopulation(), cuts.getAtMs()));
    }
  }
}
