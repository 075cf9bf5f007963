package equilibrium.scoring.stream;

import equilibrium.platform.TimeScale;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.TierCuts;
import equilibrium.scoring.client.Population;
import equilibrium.scoring.client.PopulationEntry;
import equilibrium.scoring.client.ScoreBucket;
import equilibrium.scoring.client.ScoreChange;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.stream.codec.PopulationCodecs;
import equilibrium.streams.TimedWork;
import equilibrium.streams.store.StateStores;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * Changes of scores in; {@link TierCuts} out, when they change. It runs in one partition, because
 * the quantiles are of all clients.
 */
public final class CountScores implements Processor<ClientId, ScoreChange, String, TierCuts> {
  /** Clients by score; in memory, because each change writes two of its few entries. */
  static final String HISTOGRAM = "score-histogram";

  static final String NETWORKS = "counted-by-network";

  static final String MADE = "tier-cuts-made";

  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final TimeScale scale;
  private final ScoringRules rules;
  private final ScoreCounts counts;
  private @Nullable State state;
  private boolean changed;
  private long evaluatedAtMs = Long.MIN_VALUE;

  /** What init gives. */
  private record State(
      ProcessorContext<String, TierCuts> context,
      KeyValueStore<Integer, ScoreBucket> buckets,
      KeyValueStore<String, TierCuts> made,
      Population population,
      TimedWork work) {}

  private CountScores(TimeScale scale, ScoringRules rules, ScoreCounts counts) {
    this.scale = scale;
    this.rules = rules;
    this.counts = counts;
  }

  public static ProcessorSupplier<ClientId, ScoreChange, String, TierCuts> with(
      TimeScale scale, ScoringRules rules, StateStores stores, ScoreCounts counts) {
    return new ProcessorSupplier<>() {
      @Override
      public Processor<ClientId, ScoreChange, String, TierCuts> get() {
        return new CountScores(scale, rules, counts);
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return new LinkedHashSet<>(
            List.of(
                Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore(HISTOGRAM),
                    Serdes.Integer(),
                    PopulationCodecs.SCORE_BUCKET),
                stores.store(NETWORKS, Topics.CLIENT_STANDINGS.key(), PopulationCodecs.CLIENT_IDS),
                stores.store(MADE, Topics.TIER_CUTS.key(), Topics.TIER_CUTS.value())));
      }
    };
  }

  @Override
  public void init(ProcessorContext<String, TierCuts> context) {
    var networks = new StoredNetworks(context.getStateStore(NETWORKS));
    var population = new Population(rules, networks);
    KeyValueStore<Integer, ScoreBucket> stored = context.getStateStore(HISTOGRAM);
    try (var buckets = stored.all()) {
      buckets.forEachRemaining(bucket -> {
        population.active.add(bucket.key, bucket.value.active());
        population.eligible.add(bucket.key, bucket.value.eligible());
      });
    }
    changed = true; // changes before a restart may not have been evaluated
    var work = TimedWork.start(context, scale, PERIOD, this::look);
    state = new State(context, stored, context.getStateStore(MADE), population, work);
  }

  @Override
  public void process(Record<ClientId, ScoreChange> record) {
    state().work().wake();
    var change = record.value();
    state().population().change(record.key(), change.before(), change.after());
    store(change.after());
    if (change.before().score() != change.after().score()) {
      store(change.before());
    }
    changed = true;
    evaluateIfDue(change.atMs(), record.timestamp());
  }

  private boolean look(long realMs) {
    evaluateIfDue(scale.scaledMs(realMs), realMs);
    return changed && !state().population().isEmpty();
  }

  private void store(PopulationEntry entry) {
    if (entry.isActive()) {
      int score = entry.score();
      var population = state().population();
      var bucket = new ScoreBucket(population.active.at(score), population.eligible.at(score));
      state().buckets().put(score, bucket);
    }
  }

  private void evaluateIfDue(long atMs, long timestampMs) {
    var population = state().population();
    boolean due = atMs - rules.cuts().everyMs() >= evaluatedAtMs;
    // Smoothed cuts go on moving while no score changes.
    boolean wanted = population.isSmall() ? changed : due;
    if (wanted && !population.isEmpty()) {
      changed = false;
      evaluatedAtMs = Math.max(evaluatedAtMs, atMs);
      evaluate(atMs, timestampMs);
    }
  }

  private void evaluate(long atMs, long timestampMs) {
    var state = state();
    TierCuts last = state.made().get(Topics.CUTS_KEY);
    var next = state.population().cuts(last, atMs);
    counts.cutsMade();
    boolean same =
        last != null
            && last.getMilliCuts().equals(next.getMilliCuts())
            && last.getProvisional() == next.getProvisional()
            && last.getRules().equals(next.getRules());
    if (!same) {
      state.made().put(Topics.CUTS_KEY, next);
      state.context().forward(new Record<>(Topics.CUTS_KEY, next, timestampMs));
    }
  }

  private State state() {
    if (state == null) {
      throw new IllegalStateException("not initialised");
    }
    return state;
  }
}
