package equilibrium.anomaly.suspicion.stream;

import equilibrium.anomaly.suspicion.Freeze;
import equilibrium.anomaly.suspicion.Suspect;
import equilibrium.anomaly.suspicion.SuspectCodec;
import equilibrium.anomaly.suspicion.SuspicionFold;
import equilibrium.anomaly.suspicion.stream.KeepPopulation.Population;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.CaseDecision;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Suspicion;
import equilibrium.streams.StatefulProcessor;
import equilibrium.streams.TimedWork;
import equilibrium.streams.codec.StateCodec;
import equilibrium.streams.store.StateStores;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * {@link Anomaly} and {@link CaseDecision} by client in, {@link Suspicion} out.
 *
 * <p>Levels end by time although no finding comes. The time is that of the newest finding of the
 * partition, or that of the newest tier cuts when no finding has come for a while. The wall clock
 * says only when to look, never what time it is.
 */
final class FoldSuspicions implements StatefulProcessor.Work<ClientId, Object> {
  static final String SUSPECTS = "suspects";
  static final String FREEZE = "suspicion-freeze";

  private static final String FREEZE_KEY = "freeze";
  private static final StateCodec<Freeze> FREEZE_CODEC =
      StateCodec.of(
          "a freeze",
          1,
          (freeze, out) -> out.writeInt(freeze.excluded()).writeFlag(freeze.frozen()),
          in -> new Freeze(in.readInt(), in.readFlag()));

  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Looks without a record before it: nothing is waiting to be read. */
  private static final int QUIET_LOOKS = 3;

  /** Event time between two passes over all suspects. */
  private static final long PASS_MS = Duration.ofMinutes(1).toMillis();

  /** Suspects of one look, which delays records for some milliseconds. */
  private static final int MOST_AT_ONCE = 2_000;

  private final SuspicionSettings settings;
  private final SuspicionFold fold;
  private final ProcessorContext<ClientId, Suspicion> context;
  private final KeyValueStore<ClientId, Suspect> suspects;
  private final KeyValueStore<String, Freeze> freezes;
  private final ReadOnlyKeyValueStore<String, Population> population;
  private final TimedWork looks;
  private Freeze freeze;
  private long nowMs;
  private long passedMs;
  private @Nullable ClientId cursor;
  private int quiet;

  private FoldSuspicions(
      SuspicionSettings settings, ProcessorContext<ClientId, Suspicion> context) {
    this.settings = settings;
    this.fold = new SuspicionFold(settings.rules());
    this.context = context;
    this.suspects = context.getStateStore(SUSPECTS);
    this.freezes = context.getStateStore(FREEZE);
    this.population = context.getStateStore(KeepPopulation.STORE);
    var stored = freezes.get(FREEZE_KEY);
    this.freeze = stored == null ? Freeze.NONE : stored;
    settings.freezes().set(partition(), freeze, Freeze.limit(clients()));
    this.looks = TimedWork.start(context, settings.scale(), LOOK, _ -> look());
    context.schedule(
        Duration.ofMillis(PASS_MS), PunctuationType.STREAM_TIME, streamMs -> pass(streamMs));
  }

  static ProcessorSupplier<ClientId, Object, ClientId, Suspicion> with(
      SuspicionSettings settings, StateStores stores) {
    var suspects = stores.store(SUSPECTS, Topics.SUSPICIONS.key(), SuspectCodec.CODEC.serde());
    var freezes =
        Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(FREEZE), Serdes.String(), FREEZE_CODEC.serde());
    return StatefulProcessor.of(
        List.of(suspects, freezes), context -> new FoldSuspicions(settings, context));
  }

  @Override
  public void process(Record<ClientId, Object> record) {
    quiet = 0;
    looks.wake();
    var stored = suspects.get(record.key());
    var before = stored == null ? Suspect.UNKNOWN : stored;
    var after =
        switch (record.value()) {
          case Anomaly anomaly -> fold.plus(record.key(), before, anomaly);
          case CaseDecision decision -> fold.decided(record.key(), before, decision);
          case null -> fold.decided(record.key(), before, null);
          default ->
              throw new IllegalStateException(
                  "a record of a client is %s, expected an anomaly or a decision"
                      .formatted(record.value()));
        };
    if (!after.equals(before)) {
      store(record.key(), before, after);
      publishIfChanged(record.key(), before, after);
    }
  }

  private boolean look() {
    quiet = Math.min(quiet + 1, QUIET_LOOKS);
    var counted = population.get(Topics.CUTS_KEY);
    if (quiet == QUIET_LOOKS && counted != null) {
      nowMs = Math.max(nowMs, counted.atMs());
    }
    pass(nowMs);
    return quiet < QUIET_LOOKS || cursor != null;
  }

  /** Goes on with the pass that is under way, or begins one that is due. */
  private void pass(long timeMs) {
    nowMs = Math.max(nowMs, timeMs);
    if (cursor == null && nowMs - passedMs < PASS_MS) {
      return;
    }
    try (var all = suspects.range(cursor, null)) {
      for (int i = 0; all.hasNext(); i++) {
        var entry = all.next();
        if (i == MOST_AT_ONCE) {
          cursor = entry.key;
          return;
        }
        advance(entry.key, entry.value);
      }
    }
    cursor = null;
    passedMs = nowMs;
  }

  private void advance(ClientId clientId, Suspect before) {
    if (fold.isForgettable(before, nowMs)) {
      suspects.delete(clientId);
      context.forward(new Record<>(clientId, null, nowMs));
      return;
    }
    var after = fold.at(before, nowMs);
    if (!after.equals(before)) {
      store(clientId, before, after);
      publishIfChanged(clientId, before, after);
    }
  }

  private void store(ClientId clientId, Suspect before, Suspect after) {
    suspects.put(clientId, after);
    if (before.isExcluded() == after.isExcluded()) {
      return;
    }
    var former = freeze;
    freeze = freeze.with(freeze.excluded() + (after.isExcluded() ? 1 : -1), clients());
    freezes.put(FREEZE_KEY, freeze);
    settings.freezes().set(partition(), freeze, Freeze.limit(clients()));
    if (freeze.frozen() != former.frozen()) {
      republish(clientId);
    }
  }

  /** All that have effects or would have them, but one that is published anyway. */
  private void republish(ClientId but) {
    try (var all = suspects.all()) {
      while (all.hasNext()) {
        var entry = all.next();
        if (entry.value.level() > 0 && !entry.key.equals(but)) {
          publish(entry.key, entry.value);
        }
      }
    }
  }

  private void publishIfChanged(ClientId clientId, Suspect before, Suspect after) {
    if (after.differsFrom(before)) {
      publish(clientId, after);
    }
  }

  private void publish(ClientId clientId, Suspect suspect) {
    boolean enforced = !settings.shadow() && !freeze.frozen();
    var suspicion = fold.suspicion(clientId, suspect, enforced);
    context.forward(new Record<>(clientId, suspicion, suspicion.getAtMs()));
  }

  /** Of this partition: its share of all. */
  private long clients() {
    var counted = population.get(Topics.CUTS_KEY);
    return counted == null ? 0 : counted.clients() / settings.partitions();
  }

  private int partition() {
    return context.taskId().partition();
  }
}
