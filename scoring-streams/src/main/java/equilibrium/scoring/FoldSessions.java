package equilibrium.scoring;

import equilibrium.platform.EffectiveTime;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.PeerId;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.SwarmBalance;
import equilibrium.schemas.event.Tick;
import equilibrium.scoring.Outcome.Counted;
import equilibrium.scoring.Outcome.Ignored;
import java.nio.ByteBuffer;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * Announces and ticks in; a {@link Contribution} for each counted announce and a {@link
 * SwarmBalance} for each change out. What it decides, {@link SessionFold} and {@link Swarm} decide;
 * here is only what they are decided on. Everything comes from the log, so the same log gives the
 * same bytes.
 */
final class FoldSessions implements Processor<InfoHash, SpecificRecord, InfoHash, SpecificRecord> {
  static final String SESSIONS = "sessions";
  static final String SWARMS = "swarms";
  static final String SWEEP = "sweep";

  private final TimeScale scale;
  private final ScoringRules rules;
  private final SessionFold fold;

  private @Nullable State state;

  /** What init gives. */
  private record State(
      ProcessorContext<InfoHash, SpecificRecord> context,
      KeyValueStore<Bytes, Session> sessions,
      KeyValueStore<InfoHash, SwarmBalance> swarms,
      SessionSweep sweep) {}

  private FoldSessions(TimeScale scale, ScoringRules rules) {
    this.scale = scale;
    this.rules = rules;
    this.fold = new SessionFold(rules.sessions());
  }

  static ProcessorSupplier<InfoHash, SpecificRecord, InfoHash, SpecificRecord> with(
      TimeScale scale, ScoringRules rules) {
    return new ProcessorSupplier<>() {
      @Override
      public Processor<InfoHash, SpecificRecord, InfoHash, SpecificRecord> get() {
        return new FoldSessions(scale, rules);
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return Set.of(
            Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(SESSIONS), Serdes.Bytes(), SessionSerde.SERDE),
            Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(SWARMS),
                Topics.SWARM_BALANCES.key(),
                Topics.SWARM_BALANCES.value()),
            Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(SWEEP), Serdes.String(), Serdes.Bytes()));
      }
    };
  }

  @Override
  public void init(ProcessorContext<InfoHash, SpecificRecord> context) {
    KeyValueStore<Bytes, Session> sessions = context.getStateStore(SESSIONS);
    KeyValueStore<InfoHash, SwarmBalance> swarms = context.getStateStore(SWARMS);
    state =
        new State(
            context,
            sessions,
            swarms,
            new SessionSweep(rules, sessions, swarms, context.getStateStore(SWEEP)));
  }

  @Override
  public void process(Record<InfoHash, SpecificRecord> record) {
    switch (record.value()) {
      case Announced announced -> announced(announced, record);
      case Tick tick -> ticked(tick, record);
      case null -> {} // no tombstone means anything here
      default -> throw new IllegalStateException("announces carries " + record.value());
    }
  }

  private void announced(Announced announced, Record<InfoHash, SpecificRecord> record) {
    var state = state();
    if (isStale(announced, record.timestamp())) {
      return;
    }
    var source = source(state);
    long atMs = new EffectiveTime(scale).of(announced.getReceivedAtMs(), record.timestamp());
    var heard = Heard.of(announced, atMs, source.getOffset());
    var key = key(announced.getInfoHash(), announced.getPeerId());
    Session before = state.sessions().get(key);
    switch (fold.fold(before, heard, state.sweep().nowMs())) {
      case Ignored _ -> {}
      case Counted step -> {
        state.sessions().put(key, step.after());
        var balance = state.swarms().get(announced.getInfoHash());
        var swarm = Swarm.of(balance).after(before, step, rules.swarms());
        forward(
            record, new Contributions(announced, source, before).of(step, swarm, rules.swarms()));
        changed(record, announced.getInfoHash(), balance, swarm, source, atMs);
      }
    }
  }

  /**
   * Its session may have been forgotten, so nobody could tell it from a copy. Lateness is real time
   * in the world, whatever the tracker's time does.
   */
  private boolean isStale(Announced announced, long appendedAtMs) {
    long late = scale.scaledMs(appendedAtMs) - announced.getReceivedAtMs();
    return late / scale.factor() > rules.sessions().spoolMs();
  }

  private void ticked(Tick tick, Record<InfoHash, SpecificRecord> record) {
    var state = state();
    var source = source(state);
    long atMs = new EffectiveTime(scale).of(tick.getAtMs(), record.timestamp());
    state
        .sweep()
        .advance(
            atMs,
            (infoHash, swarm, nowMs) ->
                changed(record, infoHash, state.swarms().get(infoHash), swarm, source, nowMs));
  }

  private void changed(
      Record<InfoHash, SpecificRecord> cause,
      InfoHash infoHash,
      @Nullable SwarmBalance before,
      Swarm swarm,
      Position source,
      long atMs) {
    if (before == null || !Swarm.of(before).equals(swarm)) {
      var balance = swarm.balance(infoHash, source, atMs);
      state().swarms().put(infoHash, balance);
      state().context().forward(cause.withKey(infoHash).withValue(balance));
    }
  }

  private void forward(Record<InfoHash, SpecificRecord> cause, Contribution contribution) {
    state().context().forward(cause.withKey(contribution.getInfoHash()).withValue(contribution));
  }

  private static Position source(State state) {
    var metadata = state.context().recordMetadata().orElseThrow();
    return new Position(metadata.partition(), metadata.offset());
  }

  static Bytes key(InfoHash infoHash, PeerId peerId) {
    return Bytes.wrap(ByteBuffer.allocate(40).put(infoHash.bytes()).put(peerId.bytes()).array());
  }

  private State state() {
    if (state == null) {
      throw new IllegalStateException("not initialised");
    }
    return state;
  }
}
