package equilibrium.anomaly.exposure.stream;

import equilibrium.anomaly.exposure.KnownSuspect;
import equilibrium.anomaly.exposure.NetworkEvent;
import equilibrium.anomaly.exposure.NetworkFold;
import equilibrium.anomaly.exposure.NetworkState;
import equilibrium.schemas.InterventionKey;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Intervention;
import equilibrium.streams.StatefulProcessor;
import equilibrium.streams.store.StateStores;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** {@link NetworkEvent} by network in, {@link Intervention} and its end out. */
final class FoldNetworks implements StatefulProcessor.Work<ClientId, NetworkEvent> {
  static final String STORE = "networks";

  private static final Duration SWEEP = Duration.ofHours(6);

  private final NetworkFold fold;
  private final ProcessorContext<InterventionKey, Intervention> context;
  private final KeyValueStore<ClientId, NetworkState> networks;
  private final ReadOnlyKeyValueStore<ClientId, KnownSuspect> suspects;

  private FoldNetworks(NetworkFold fold, ProcessorContext<InterventionKey, Intervention> context) {
    this.fold = fold;
    this.context = context;
    this.networks = context.getStateStore(STORE);
    this.suspects = context.getStateStore(KeepSuspects.STORE);
    context.schedule(SWEEP, PunctuationType.STREAM_TIME, this::sweep);
  }

  static ProcessorSupplier<ClientId, NetworkEvent, InterventionKey, Intervention> with(
      NetworkFold fold, StateStores stores) {
    var store = stores.store(STORE, Topics.SUSPICIONS.key(), NetworkState.CODEC.serde());
    return StatefulProcessor.of(List.of(store), context -> new FoldNetworks(fold, context));
  }

  @Override
  public void process(Record<ClientId, NetworkEvent> record) {
    @Nullable NetworkState stored = networks.get(record.key());
    var before = stored == null ? NetworkState.NONE : stored;
    switch (record.value()) {
      case NetworkEvent.Seen seen -> networks.put(record.key(), fold.seen(before, seen));
      case NetworkEvent.Draft draft -> {
        KnownSuspect suspect = suspects.get(draft.subject());
        if (suspect != null) {
          var decided = fold.decided(before, draft, suspect);
          networks.put(record.key(), decided.network());
          if (decided.intervention() != null) {
            write(draft.infoHash(), draft.recipient(), decided.intervention(), record);
          }
        }
      }
      case NetworkEvent.Over over -> write(over.infoHash(), over.recipient(), null, record);
    }
  }

  private void write(
      InfoHash infoHash,
      ClientId recipient,
      @Nullable Intervention intervention,
      Record<ClientId, NetworkEvent> cause) {
    var key = new InterventionKey(infoHash, recipient);
    context.forward(new Record<>(key, intervention, cause.timestamp()));
  }

  private void sweep(long nowMs) {
    try (var all = networks.all()) {
      while (all.hasNext()) {
        var entry = all.next();
        if (entry.value.isOver(nowMs)) {
          networks.delete(entry.key);
        }
      }
    }
  }
}
