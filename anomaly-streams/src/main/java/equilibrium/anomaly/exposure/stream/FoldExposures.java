package equilibrium.anomaly.exposure.stream;

import equilibrium.anomaly.exposure.ExposureFold;
import equilibrium.anomaly.exposure.KnownSuspect;
import equilibrium.anomaly.exposure.NetworkEvent;
import equilibrium.anomaly.exposure.SwarmExposure;
import equilibrium.anomaly.exposure.SwarmExposureCodec;
import equilibrium.platform.EffectiveTime;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.HandOut;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Tick;
import equilibrium.streams.StatefulProcessor;
import equilibrium.streams.TimedWork;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * {@link Announced}, {@link Tick} and {@link HandOut} by swarm in, {@link NetworkEvent} by network
 * out. Swarms without suspects cost a lookup of the client and one of the swarm. The time is that
 * of the events; the wall clock says only when to look.
 */
final class FoldExposures implements StatefulProcessor.Work<InfoHash, Object> {
  static final String STORE = "swarm-exposures";

  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Event time between reviews while no suspicion changes. */
  private static final long REVIEW_MS = Duration.ofMinutes(1).toMillis();

  /** Swarms with suspects in a partition; what is beyond is not watched. */
  private static final int MOST_SWARMS = 20_000;

  private final EffectiveTime time;
  private final ExposureFold fold;
  private final SuspectChanges changes;
  private final ProcessorContext<ClientId, NetworkEvent> context;
  private final KeyValueStore<InfoHash, SwarmExposure> swarms;
  private final ReadOnlyKeyValueStore<ClientId, KnownSuspect> suspects;
  private final RecentSightings sightings = new RecentSightings();
  private final TimedWork reviews;
  private long nowMs;
  private long reviewedMs;
  private long reviewedChanges = -1;
  private boolean exposed;

  private FoldExposures(
      TimeScale scale,
      ExposureFold fold,
      SuspectChanges changes,
      ProcessorContext<ClientId, NetworkEvent> context) {
    this.time = new EffectiveTime(scale);
    this.fold = fold;
    this.changes = changes;
    this.context = context;
    this.swarms = context.getStateStore(STORE);
    this.suspects = context.getStateStore(KeepSuspects.STORE);
    this.reviews = TimedWork.start(context, scale, LOOK, _ -> review());
  }

  static ProcessorSupplier<InfoHash, Object, ClientId, NetworkEvent> with(
      TimeScale scale, ExposureFold fold, SuspectChanges changes) {
    var store =
        Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(STORE),
            Topics.ANNOUNCES.key(),
            SwarmExposureCodec.CODEC.serde());
    return StatefulProcessor.of(
        List.of(store), context -> new FoldExposures(scale, fold, changes, context));
  }

  @Override
  public void process(Record<InfoHash, Object> record) {
    reviews.wake();
    switch (record.value()) {
      case Announced announced -> announced(announced, record.timestamp());
      case HandOut handOut -> handedOut(handOut, record.timestamp());
      case Tick tick -> advance(time.of(tick.getAtMs(), record.timestamp()));
      default ->
          throw new IllegalStateException(
              "a record of a swarm is %s, expected an announce, a tick or a hand-out"
                  .formatted(record.value()));
    }
  }

  private void announced(Announced announced, long appendedMs) {
    long atMs = time.of(announced.getReceivedAtMs(), appendedMs);
    advance(atMs);
    var networkId = announced.getNetworkId();
    if (sightings.isNew(networkId, announced.getClientId(), atMs)) {
      send(networkId, new NetworkEvent.Seen(announced.getClientId(), atMs));
    }
    var before = swarm(announced.getInfoHash());
    keep(announced.getInfoHash(), before, fold.announced(before, announced, atMs, suspects::get));
  }

  private void handedOut(HandOut handOut, long appendedMs) {
    long atMs = time.of(handOut.getAtMs(), appendedMs);
    advance(atMs);
    var before = swarm(handOut.getInfoHash());
    var after = fold.handedOut(before, handOut, atMs);
    exposed |= !after.equals(before);
    keep(handOut.getInfoHash(), before, after);
  }

  private void advance(long atMs) {
    nowMs = Math.max(nowMs, atMs);
  }

  private SwarmExposure swarm(InfoHash infoHash) {
    @Nullable SwarmExposure stored = swarms.get(infoHash);
    return stored == null ? SwarmExposure.NONE : stored;
  }

  private void keep(InfoHash infoHash, SwarmExposure before, SwarmExposure after) {
    if (after.equals(before)) {
      return;
    }
    if (after.isEmpty()) {
      swarms.delete(infoHash);
    } else if (!before.isEmpty() || swarms.approximateNumEntries() < MOST_SWARMS) {
      swarms.put(infoHash, after);
    }
  }

  private boolean review() {
    long count = changes.count();
    if (exposed || count != reviewedChanges || nowMs - reviewedMs >= REVIEW_MS) {
      reviewedChanges = count;
      reviewAll();
    }
    return swarms.approximateNumEntries() > 0;
  }

  private void reviewAll() {
    exposed = false;
    reviewedMs = nowMs;
    try (var all = swarms.all()) {
      while (all.hasNext()) {
        var entry = all.next();
        var reviewed = fold.reviewed(entry.key, entry.value, nowMs, suspects::get);
        keep(entry.key, entry.value, reviewed.swarm());
        reviewed.events().forEach((event, networkId) -> send(networkId, event));
      }
    }
  }

  private void send(ClientId networkId, NetworkEvent event) {
    context.forward(new Record<>(networkId, event, Math.max(0, nowMs)));
  }
}
