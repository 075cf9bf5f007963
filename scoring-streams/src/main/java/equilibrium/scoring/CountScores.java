package equilibrium.scoring;

import equilibrium.platform.TimeScale;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.TierCuts;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * Changes of scores in; {@link TierCuts} out, when they changed. There is one of it, for the
 * quantiles are of everybody.
 */
final class CountScores implements Processor<ClientId, ScoreChange, String, TierCuts> {
  static final String HISTOGRAM = "score-histogram";
  static final String MADE = "tier-cuts-made";

  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final TimeScale scale;
  private final ScoringRules rules;
  private final Histogram histogram = new Histogram();
  private @Nullable State state;
  private boolean changed;
  private long evaluatedAtMs = Long.MIN_VALUE;

  /** What init gives. */
  private record State(
      ProcessorContext<String, TierCuts> context,
      KeyValueStore<Integer, Long> counts,
      KeyValueStore<String, TierCuts> made) {}

  private CountScores(TimeScale scale, ScoringRules rules) {
    this.scale = scale;
    this.rules = rules;
  }

  static ProcessorSupplier<ClientId, ScoreChange, String, TierCuts> with(
      TimeScale scale, ScoringRules rules) {
    return new ProcessorSupplier<>() {
      @Override
      public Processor<ClientId, ScoreChange, String, TierCuts> get() {
        return new CountScores(scale, rules);
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return Set.of(
            Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(HISTOGRAM), Serdes.Integer(), Serdes.Long()),
            Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(MADE),
                Topics.TIER_CUTS.key(),
                Topics.TIER_CUTS.value()));
      }
    };
  }

  @Override
  public void init(ProcessorContext<String, TierCuts> context) {
    state = new State(context, context.getStateStore(HISTOGRAM), context.getStateStore(MADE));
    try (var counts = state.counts().all()) {
      counts.forEachRemaining(count -> histogram.add(count.key, count.value));
    }
    changed = true; // what changed before a stop may not have been evaluated
    context.schedule(
        PERIOD,
        PunctuationType.WALL_CLOCK_TIME,
        realMs -> evaluateIfDue(scale.scaledMs(realMs), realMs));
  }

  @Override
  public void process(Record<ClientId, ScoreChange> record) {
    var change = record.value();
    count(change.before(), -1);
    count(change.after(), 1);
    changed = true;
    evaluateIfDue(change.atMs(), record.timestamp());
  }

  private void count(int score, int difference) {
    if (score != ScoreChange.NOBODY) {
      histogram.add(score, difference);
      state().counts().put(score, histogram.at(score));
    }
  }

  private void evaluateIfDue(long atMs, long timestampMs) {
    boolean due =
        histogram.population() < rules.cuts().small()
            || atMs - rules.cuts().everyMs() >= evaluatedAtMs;
    if (changed && due && histogram.population() > 0) {
      changed = false;
      evaluatedAtMs = Math.max(evaluatedAtMs, atMs);
      evaluate(atMs, timestampMs);
    }
  }

  private void evaluate(long atMs, long timestampMs) {
    var state = state();
    var cuts = histogram.cuts();
    TierCuts last = state.made().get(Topics.CUTS_KEY);
    if (last == null || !last.getCuts().equals(cuts) || last.getRulesVersion() != rules.version()) {
      long epoch = last == null ? 1 : last.getEpoch() + 1;
      var next = new TierCuts(epoch, atMs, histogram.population(), cuts, rules.version());
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
