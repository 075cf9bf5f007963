package equilibrium.scoring.stream;

import equilibrium.schemas.Topics;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Registration;
import equilibrium.scoring.stream.codec.RegistrationCodec;
import equilibrium.scoring.swarm.RegisteredTorrent;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * Keeps sizes and aliases of registered torrents, and which are private, in a global store in
 * memory. Registrations without any of these are not kept.
 */
public final class KeepRegistrations implements Processor<InfoHash, Registration, Void, Void> {
  static final String STORE = "registered-torrents";

  private @Nullable KeyValueStore<InfoHash, RegisteredTorrent> store;

  public static StoreBuilder<KeyValueStore<InfoHash, RegisteredTorrent>> store() {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(STORE),
            Topics.REGISTRATIONS.key(),
            RegistrationCodec.SERDE)
        .withLoggingDisabled();
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    store = context.getStateStore(STORE);
  }

  @Override
  public void process(Record<InfoHash, Registration> record) {
    if (store != null && record.key() != null) {
      var torrent = RegisteredTorrent.of(record.value());
      store.put(record.key(), torrent.equals(RegisteredTorrent.NONE) ? null : torrent);
    }
  }
}
