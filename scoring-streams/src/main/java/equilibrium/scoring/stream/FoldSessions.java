package equilibrium.scoring.stream;

import equilibrium.platform.EffectiveTime;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.SwarmBalance;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.schemas.event.Tick;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.session.AliasedAnnounce;
import equilibrium.scoring.session.ReportedAnnounce;
import equilibrium.scoring.session.Session;
import equilibrium.scoring.session.SessionFold;
import equilibrium.scoring.session.SessionStep.Counted;
import equilibrium.scoring.session.SessionStep.Ignored;
import equilibrium.scoring.swarm.ClientCredit;
import equilibrium.scoring.swarm.CountedAnnounce;
import equilibrium.scoring.swarm.NetworkPresence;
import equilibrium.scoring.swarm.RegisteredTorrent;
import equilibrium.scoring.swarm.SwarmFold;
import equilibrium.scoring.swarm.SwarmFold.Decision;
import equilibrium.scoring.swarm.SwarmState;
import equilibrium.streams.store.StateStores;
import java.util.Set;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Announces and ticks in. Out go a {@link Contribution} for each counted announce, a {@link
 * SwarmBalance} for each change of a swarm's totals, a {@link SwarmEpisode} for each settled
 * episode, and a {@link ClientCredit} for each credit. {@link SessionFold} and {@link SwarmFold}
 * decide; this processor fetches, stores and forwards. Everything comes from the log and from the
 * registrations, so the same log gives the same bytes.
 */
public final class FoldSessions implements Processor<InfoHash, Object, InfoHash, Object> {
  private final TimeScale scale;
  private final ScoringRules rules;
  private final SessionFold sessionFold;
  private final SwarmFold swarmFold;

  private @Nullable State state;

  /** What init gives. */
  private record State(
      ProcessorContext<InfoHash, Object> context,
      SwarmStores stores,
      ReadOnlyKeyValueStore<InfoHash, RegisteredTorrent> torrents,
      SessionSweep sweep,
      OpenEpisodes episodes) {}

  /** An announce or tick with its position in the log. */
  private record LogEntry(Record<InfoHash, Object> record, Position source, long appendedAtMs) {}

  private FoldSessions(TimeScale scale, ScoringRules rules) {
    this.scale = scale;
    this.rules = rules;
    this.sessionFold = new SessionFold(rules.sessions());
    this.swarmFold = new SwarmFold(rules);
  }

  public static ProcessorSupplier<InfoHash, Object, InfoHash, Object> with(
      TimeScale scale, ScoringRules rules, StateStores stores) {
    return new ProcessorSupplier<>() {
      @Override
      public Processor<InfoHash, Object, InfoHash, Object> get() {
        return new FoldSessions(scale, rules);
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return SwarmStores.builders(stores);
      }
    };
  }

  @Override
  public void init(ProcessorContext<InfoHash, Object> context) {
    var stores = SwarmStores.of(context);
    ReadOnlyKeyValueStore<InfoHash, RegisteredTorrent> torrents =
        context.getStateStore(KeepRegistrations.STORE);
    var balances = new EpisodeBalances(rules, stores, torrents);
    state =
        new State(
            context,
            stores,
            torrents,
            new SessionSweep(rules, stores),
            new OpenEpisodes(rules.episodes(), stores, balances, new Forwarded(context)));
  }

  @Override
  public void process(Record<InfoHash, Object> record) {
    switch (record.value()) {
      case Announced announced -> announced(announced, false, entry(record));
      case AliasedAnnounce(Announced announced, Position source, long appendedAtMs) ->
          announced(announced, true, new LogEntry(record, source, appendedAtMs));
      case Tick tick -> ticked(tick, entry(record));
      case null -> {} // a tombstone has no meaning in announces
      default ->
          throw new IllegalStateException(
              "a record of announces is %s, expected an announce or a tick"
                  .formatted(record.value()));
    }
  }

  private LogEntry entry(Record<InfoHash, Object> record) {
    var metadata = state().context().recordMetadata().orElseThrow();
    var source = new Position(metadata.partition(), metadata.offset());
    return new LogEntry(record, source, record.timestamp());
  }

  private void announced(Announced announced, boolean alias, LogEntry entry) {
    if (isStale(announced, entry.appendedAtMs)) {
      return;
    }
    var state = state();
    long atMs = new EffectiveTime(scale).of(announced.getReceivedAtMs(), entry.appendedAtMs);
    var announce = ReportedAnnounce.of(announced, atMs, entry.source, alias);
    var key = SwarmStores.sessionKey(announced.getInfoHash(), announced.getPeerId());
    Session before = state.stores().sessions().get(key);
    switch (sessionFold.fold(before, announce, state.sweep().nowMs())) {
      case Ignored _ -> {}
      case Counted step ->
          counted(new CountedAnnounce(announced, entry.source, before, step), entry);
    }
  }

  private void counted(CountedAnnounce announce, LogEntry entry) {
    var infoHash = announce.infoHash();
    var stored = SwarmState.orEmpty(state().stores().swarms().get(infoHash));
    var current = state().episodes().settled(infoHash, stored, announce.atMs());
    var torrent = RegisteredTorrent.orNone(state().torrents().get(infoHash));
    var decision = swarmFold.after(current, presence(announce), torrent.sizeBytes(), announce);
    store(announce, stored, decision);
    forward(entry, infoHash, decision);
  }

  /** The announce's network in the swarm; not read if it is not needed. */
  private NetworkPresence presence(CountedAnnounce announce) {
    return NetworkPresence.orNew(
        announce.isSeeding()
            ? state().stores().presences().get(SwarmStores.presenceKey(announce))
            : null);
  }

  private void store(CountedAnnounce announce, SwarmState before, Decision decision) {
    var stores = state().stores();
    stores.sessions().put(SwarmStores.sessionKey(announce), decision.session());
    if (decision.presence() != null) {
      stores.presences().put(SwarmStores.presenceKey(announce), decision.presence());
    }
    if (!decision.state().equals(before)) {
      stores.swarms().put(announce.infoHash(), decision.state());
    }
    if (decision.opensEpisode()) {
      state().episodes().opened(announce.infoHash(), decision.state().episode());
    }
  }

  private void forward(LogEntry cause, InfoHash infoHash, Decision decision) {
    forward(cause, infoHash, decision.contribution());
    decision.credits().forEach(credit -> forward(cause, infoHash, credit));
    if (decision.balance() != null) {
      forward(cause, infoHash, decision.balance());
    }
  }

  /**
   * Whether its session may have been forgotten, so that a copy could not be recognised. Lateness
   * is real time, at any speed of the tracker's time.
   */
  private boolean isStale(Announced announced, long appendedAtMs) {
    long late = scale.scaledMs(appendedAtMs) - announced.getReceivedAtMs();
    return late / scale.factor() > rules.sessions().spoolMs();
  }

  private void ticked(Tick tick, LogEntry entry) {
    var state = state();
    long atMs = new EffectiveTime(scale).of(tick.getAtMs(), entry.appendedAtMs);
    state
        .sweep()
        .advance(
            atMs,
            (infoHash, after, nowMs) -> {
              state.stores().swarms().put(infoHash, after);
              forward(entry, infoHash, after.totals().balance(infoHash, entry.source, nowMs));
            });
    state.episodes().advance(state.sweep().nowMs());
  }

  private void forward(LogEntry cause, InfoHash infoHash, Object value) {
    state().context().forward(cause.record.withKey(infoHash).withValue(value));
  }

  private State state() {
    if (state == null) {
      throw new IllegalStateException("not initialised");
    }
    return state;
  }

  /** Forwards what an episode gives; no single record is its cause. */
  private record Forwarded(ProcessorContext<InfoHash, Object> context)
      implements OpenEpisodes.Output {

    @Override
    public void episode(SwarmEpisode episode) {
      forward(episode.getInfoHash(), episode);
    }

    @Override
    public void credit(InfoHash infoHash, ClientCredit credit) {
      forward(infoHash, credit);
    }

    private void forward(InfoHash infoHash, Object value) {
      context.forward(new Record<>(infoHash, value, context.currentStreamTimeMs()));
    }
  }
}
