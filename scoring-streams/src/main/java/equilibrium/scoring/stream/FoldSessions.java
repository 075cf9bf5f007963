package equilibrium.scoring.stream;

import equilibrium.platform.EffectiveTime;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.event.Announced;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.SwarmBalance;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.schemas.event.Tick;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.session.Claim;
import equilibrium.scoring.session.Episode;
import equilibrium.scoring.session.ReportedAnnounce;
import equilibrium.scoring.session.Session;
import equilibrium.scoring.session.SessionFold;
import equilibrium.scoring.session.SessionStep.Counted;
import equilibrium.scoring.session.SessionStep.Ignored;
import equilibrium.scoring.swarm.Contributions;
import equilibrium.scoring.swarm.Credit;
import equilibrium.scoring.swarm.NetworkPresence;
import equilibrium.scoring.swarm.Registered;
import equilibrium.scoring.swarm.Settlement;
import equilibrium.scoring.swarm.Swarm;
import equilibrium.scoring.swarm.SwarmState;
import java.util.Set;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Announces and ticks in; a {@link Contribution} for each counted announce, a {@link SwarmBalance}
 * for each change, a {@link SwarmEpisode} for each that settled, and {@link Credited} clients out.
 * What it decides, {@link SessionFold}, {@link Swarm}, {@link Episode}, {@link NetworkPresence} and
 * {@link Settlement} decide; here is only what they are decided on. Everything comes from the log
 * and from what is registered, so the same log gives the same bytes.
 */
public final class FoldSessions implements Processor<InfoHash, Object, InfoHash, Object> {

  /** Who is credited for what. */
  public record Credited(ClientId clientId, Credit credit) {}

  private final TimeScale scale;
  private final ScoringRules rules;
  private final SessionFold fold;

  private @Nullable State state;

  /** What init gives. */
  private record State(
      ProcessorContext<InfoHash, Object> context,
      SwarmStores stores,
      ReadOnlyKeyValueStore<InfoHash, Registered> registered,
      SessionSweep sweep,
      EpisodeBook episodes,
      Settling credits) {}

  /** An announce or tick with its place in the log. */
  private record Place(Record<InfoHash, Object> record, Position source, long appendedAtMs) {}

  private FoldSessions(TimeScale scale, ScoringRules rules) {
    this.scale = scale;
    this.rules = rules;
    this.fold = new SessionFold(rules.sessions());
  }

  public static ProcessorSupplier<InfoHash, Object, InfoHash, Object> with(
      TimeScale scale, ScoringRules rules) {
    return new ProcessorSupplier<>() {
      @Override
      public Processor<InfoHash, Object, InfoHash, Object> get() {
        return new FoldSessions(scale, rules);
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return SwarmStores.builders();
      }
    };
  }

  @Override
  public void init(ProcessorContext<InfoHash, Object> context) {
    var stores = SwarmStores.of(context);
    var settling = new Settling(context);
    state =
        new State(
            context,
            stores,
            context.getStateStore(KeepRegistrations.STORE),
            new SessionSweep(rules, stores),
            new EpisodeBook(rules.episodes(), stores, settling),
            settling);
  }

  @Override
  public void process(Record<InfoHash, Object> record) {
    switch (record.value()) {
      case Announced announced -> announced(announced, false, here(record));
      case AliasedAnnounce(Announced announced, Position source, long appendedAtMs) ->
          announced(announced, true, new Place(record, source, appendedAtMs));
      case Tick tick -> ticked(tick, here(record));
      case null -> {} // no tombstone means anything here
      default -> throw new IllegalStateException("announces carries " + record.value());
    }
  }

  private Place here(Record<InfoHash, Object> record) {
    var metadata = state().context().recordMetadata().orElseThrow();
    var source = new Position(metadata.partition(), metadata.offset());
    return new Place(record, source, record.timestamp());
  }

  private void announced(Announced announced, boolean alias, Place place) {
    var state = state();
    if (isStale(announced, place.appendedAtMs)) {
      return;
    }
    long atMs = new EffectiveTime(scale).of(announced.getReceivedAtMs(), place.appendedAtMs);
    var heard = ReportedAnnounce.of(announced, atMs, place.source, alias);
    var key = SwarmStores.sessionKey(announced.getInfoHash(), announced.getPeerId());
    Session before = state.stores().sessions().get(key);
    switch (fold.fold(before, heard, state.sweep().nowMs())) {
      case Ignored _ -> {}
      case Counted step -> {
        var after = counted(announced, before, step, place);
        state.stores().sessions().put(key, after);
      }
    }
  }

  /** The session after the step, with its claim; everything else is stored and told. */
  private Session counted(
      Announced announced, @Nullable Session before, Counted step, Place place) {
    var state = state();
    var infoHash = announced.getInfoHash();
    long atMs = step.after().atMs();
    var books = SwarmState.of(state.stores().swarms().get(infoHash));
    var open = state.episodes().at(infoHash, books, atMs).episode();
    var episode = open.after(atMs, step.delta());
    if (episode.isOpen() && !open.isOpen()) {
      state.episodes().began(infoHash, episode);
    }
    Registered registered = state.registered().get(infoHash);
    long size = registered == null ? 0 : registered.sizeBytes();
    var swarm = books.swarm().after(before, step, size, rules.swarms());
    tell(place, announced, before, step, swarm);
    changed(place, infoHash, books, new SwarmState(swarm, episode), atMs);
    var claim = inherited(infoHash, before, step.after(), open);
    return step.after().claiming(claim.after(episode, step.after(), step.delta()));
  }

  /** The claim to go on with. A client that takes over a peer id begins without one. */
  private Claim inherited(
      InfoHash infoHash, @Nullable Session before, Session after, Episode open) {
    if (before == null) {
      return Claim.NONE;
    }
    if (before.owner().clientId().equals(after.owner().clientId()) || !before.isIn(open)) {
      return before.claim();
    }
    var owed = Settlement.owedToFormerOwner(before);
    if (owed.downloaded() > 0) {
      state().credits().credited(infoHash, owed.clientId(), Credit.of(owed, before.atMs()));
    }
    return Claim.NONE;
  }

  private void tell(
      Place place, Announced announced, @Nullable Session before, Counted step, Swarm swarm) {
    var seat = step.delta().secondsSeeded() > 0 ? taken(announced, step.after().atMs()) : null;
    var contribution =
        new Contributions(announced, place.source, before).of(step, swarm, seat, rules);
    forward(place, announced.getInfoHash(), contribution);
    var credit = Credit.of(contribution, rules.swarms());
    forward(place, announced.getInfoHash(), new Credited(announced.getClientId(), credit));
  }

  /** The seat of the announce's network as it was; all until now is covered from here on. */
  private NetworkPresence taken(Announced announced, long atMs) {
    var seats = state().stores().seats();
    var key = SwarmStores.seatKey(announced.getInfoHash(), announced.getNetworkId());
    var seat = NetworkPresence.of(seats.get(key));
    seats.put(key, seat.covered(atMs));
    return seat;
  }

  /**
   * Its session may have been forgotten, so nobody could tell it from a copy. Lateness is real time
   * in the world, whatever the tracker's time does.
   */
  private boolean isStale(Announced announced, long appendedAtMs) {
    long late = scale.scaledMs(appendedAtMs) - announced.getReceivedAtMs();
    return late / scale.factor() > rules.sessions().spoolMs();
  }

  private void ticked(Tick tick, Place place) {
    long atMs = new EffectiveTime(scale).of(tick.getAtMs(), place.appendedAtMs);
    var state = state();
    state
        .sweep()
        .advance(
            atMs,
            (infoHash, before, after, nowMs) -> changed(place, infoHash, before, after, nowMs));
    state.episodes().advance(state.sweep().nowMs());
  }

  private void changed(
      Place cause, InfoHash infoHash, SwarmState before, SwarmState after, long atMs) {
    if (!before.equals(after)) {
      state().stores().swarms().put(infoHash, after);
    }
    if (!before.swarm().equals(after.swarm())) {
      forward(cause, infoHash, after.swarm().balance(infoHash, cause.source, atMs));
    }
  }

  private void forward(Place cause, InfoHash infoHash, Object value) {
    state().context().forward(cause.record.withKey(infoHash).withValue(value));
  }

  private State state() {
    if (state == null) {
      throw new IllegalStateException("not initialised");
    }
    return state;
  }

  /** Sends on what an episode gives, in place of the record that ended it. */
  private record Settling(ProcessorContext<InfoHash, Object> context)
      implements EpisodeBook.Settled {

    @Override
    public void settled(SwarmEpisode episode) {
      forward(episode.getInfoHash(), episode);
    }

    @Override
    public void credited(InfoHash infoHash, ClientId clientId, Credit credit) {
      forward(infoHash, new Credited(clientId, credit));
    }

    private void forward(InfoHash infoHash, Object value) {
      context.forward(new Record<>(infoHash, value, context.currentStreamTimeMs()));
    }
  }
}
