package equilibrium.scoring;

import equilibrium.platform.TimeScale;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.TierCuts;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * Contributions by client in; {@code ClientStanding} and {@link ScoreChange} out. A client is
 * evaluated when it contributes and, a bounded number in a second, when the cuts changed or its
 * last evaluation grew old. Only that review looks at the clock: sums never depend on it.
 */
final class FoldClients implements Processor<ClientId, Contribution, ClientId, Object> {
  static final String CLIENTS = "clients";
  static final Duration REVIEW_PERIOD = Duration.ofSeconds(1);

  private final TimeScale scale;
  private final ScoringRules rules;
  private final ClientFold fold;
  private @Nullable State state;

  /** What init gives. */
  private record State(
      ProcessorContext<ClientId, Object> context,
      KeyValueStore<ClientId, Client> clients,
      ReadOnlyKeyValueStore<String, TierCuts> cuts,
      Review review) {}

  private FoldClients(TimeScale scale, ScoringRules rules) {
    this.scale = scale;
    this.rules = rules;
    this.fold = new ClientFold(rules);
  }

  static ProcessorSupplier<ClientId, Contribution, ClientId, Object> with(
      TimeScale scale, ScoringRules rules) {
    return new ProcessorSupplier<>() {
      @Override
      public Processor<ClientId, Contribution, ClientId, Object> get() {
        return new FoldClients(scale, rules);
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return Set.of(
            Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(CLIENTS),
                Topics.CLIENT_STANDINGS.key(),
                Client.serde()));
      }
    };
  }

  @Override
  public void init(ProcessorContext<ClientId, Object> context) {
    KeyValueStore<ClientId, Client> clients = context.getStateStore(CLIENTS);
    ReadOnlyKeyValueStore<String, TierCuts> cuts = context.getStateStore(KeepCuts.STORE);
    state = new State(context, clients, cuts, new Review(rules.clients(), clients));
    context.schedule(REVIEW_PERIOD, PunctuationType.WALL_CLOCK_TIME, this::review);
  }

  @Override
  public void process(Record<ClientId, Contribution> record) {
    var state = state();
    var contribution = record.value();
    Client before = state.clients().get(record.key());
    var after =
        fold.evaluated(fold.plus(before, contribution), contribution.getAtMs(), cuts(state));
    state.clients().put(record.key(), after);
    tell(before, after, record.timestamp());
  }

  private void review(long realMs) {
    var state = state();
    long nowMs = scale.scaledMs(realMs);
    var cuts = cuts(state);
    state
        .review()
        .advance(
            nowMs,
            cuts == null ? 0 : cuts.getEpoch(),
            before -> {
              var after = fold.evaluated(before, nowMs, cuts);
              tell(before, after, realMs);
              return after;
            });
  }

  private void tell(@Nullable Client before, Client after, long timestampMs) {
    var context = state().context();
    var clientId = after.standing().getClientId();
    if (ClientFold.isNews(before, after)) {
      context.forward(new Record<>(clientId, after.standing(), timestampMs));
    }
    int counted = before == null ? ScoreChange.NOBODY : before.countedScore();
    if (counted != after.countedScore()) {
      var change = new ScoreChange(counted, after.countedScore(), after.standing().getAtMs());
      context.forward(new Record<>(clientId, change, timestampMs));
    }
  }

  private static @Nullable TierCuts cuts(State state) {
    return state.cuts().get(Topics.CUTS_KEY);
  }

  private State state() {
    if (state == null) {
      throw new IllegalStateException("not initialised");
    }
    return state;
  }
}
