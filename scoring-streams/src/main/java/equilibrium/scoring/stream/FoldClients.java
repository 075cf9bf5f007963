package equilibrium.scoring.stream;

import equilibrium.platform.TimeScale;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Suspicion;
import equilibrium.scoring.client.Client;
import equilibrium.scoring.client.ClientFold;
import equilibrium.scoring.client.Cuts;
import equilibrium.scoring.client.ScoreChange;
import equilibrium.scoring.client.SuspicionState;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.stream.codec.ClientCodec;
import equilibrium.scoring.swarm.Credit;
import equilibrium.streams.TimedWork;
import equilibrium.streams.store.StateStores;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * {@link Credit} and {@link Suspicion} by client in; {@code ClientStanding} and {@link ScoreChange}
 * out. A client is evaluated when it is credited or suspected. A review evaluates a bounded number
 * of clients in a second when the cuts changed or their last evaluation is old. Only the review
 * reads the clock; sums never depend on it.
 */
public final class FoldClients implements Processor<ClientId, Object, ClientId, Object> {
  /** The store of clients. */
  public static final String CLIENTS = "clients";

  static final Duration REVIEW_PERIOD = Duration.ofMillis(100);

  /** Older credits come from announces that had to wait. Real time. */
  private static final Duration LATE = Duration.ofMinutes(1);

  private final TimeScale scale;
  private final ScoringRules rules;
  private final ScoreCounts counts;
  private final ClientFold fold;
  private @Nullable State state;

  /** What init gives. */
  private record State(
      ProcessorContext<ClientId, Object> context,
      KeyValueStore<ClientId, Client> clients,
      ReadOnlyKeyValueStore<String, Cuts> cuts,
      Review review,
      TimedWork work) {}

  private FoldClients(TimeScale scale, ScoringRules rules, ScoreCounts counts) {
    this.scale = scale;
    this.rules = rules;
    this.counts = counts;
    this.fold = new ClientFold(rules);
  }

  public static ProcessorSupplier<ClientId, Object, ClientId, Object> with(
      TimeScale scale, ScoringRules rules, StateStores stores, ScoreCounts counts) {
    return new ProcessorSupplier<>() {
      @Override
      public Processor<ClientId, Object, ClientId, Object> get() {
        return new FoldClients(scale, rules, counts);
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return Set.of(stores.store(CLIENTS, Topics.CLIENT_STANDINGS.key(), ClientCodec.SERDE));
      }
    };
  }

  @Override
  public void init(ProcessorContext<ClientId, Object> context) {
    KeyValueStore<ClientId, Client> clients = context.getStateStore(CLIENTS);
    ReadOnlyKeyValueStore<String, Cuts> cuts = context.getStateStore(KeepCuts.STORE);
    var review = new Review(rules.clients(), clients, LATE.toMillis() * scale.factor());
    var work = TimedWork.start(context, scale, REVIEW_PERIOD, this::review);
    state = new State(context, clients, cuts, review, work);
  }

  @Override
  public void process(Record<ClientId, Object> record) {
    var state = state();
    state.work().wake();
    Client stored = state.clients().get(record.key());
    var before = stored == null ? Client.UNKNOWN : stored;
    var cuts = cuts(state);
    var after =
        switch (record.value()) {
          case Credit credit -> {
            state.review().credited(credit.atMs());
            yield fold.evaluated(fold.plus(before, credit), credit.atMs(), cuts);
          }
          case Suspicion suspicion ->
              fold.evaluated(
                  before.withSuspicion(SuspicionState.of(suspicion)), suspicion.getAtMs(), cuts);
          case null ->
              fold.evaluated(
                  before.withSuspicion(SuspicionState.NONE), before.evaluation().atMs(), cuts);
          default ->
              throw new IllegalStateException(
                  "a record of a client is %s, expected a credit or a suspicion"
                      .formatted(record.value()));
        };
    state.clients().put(record.key(), after);
    publish(record.key(), before, after, record.timestamp());
  }

  private boolean review(long realMs) {
    var state = state();
    long nowMs = scale.scaledMs(realMs);
    var cuts = cuts(state);
    return state
        .review()
        .advance(
            nowMs,
            cuts.epoch(),
            (clientId, before) -> {
              var after = fold.reviewed(before, nowMs, cuts);
              publish(clientId, before, after, realMs);
              return after;
            });
  }

  private void publish(ClientId clientId, Client before, Client after, long timestampMs) {
    var context = state().context();
    counts.tier(before.tier().tier(), after.tier().tier());
    if (after.hasNewStanding(before)) {
      var standing = fold.standing(clientId, after, cuts(state()));
      context.forward(new Record<>(clientId, standing, timestampMs));
    }
    if (!before.entry().equals(after.entry())) {
      counts.scoreChanged();
      var change = new ScoreChange(before.entry(), after.entry(), after.evaluation().atMs());
      context.forward(new Record<>(clientId, change, timestampMs));
    }
  }

  private static Cuts cuts(State state) {
    Cuts cuts = state.cuts().get(Topics.CUTS_KEY);
    return cuts == null ? Cuts.NONE : cuts;
  }

  private State state() {
    if (state == null) {
      throw new IllegalStateException("not initialised");
    }
    return state;
  }
}
