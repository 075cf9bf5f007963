package equilibrium.anomaly;

import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Contribution;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Applies R1 to the contributions of each client, and forgets clients that are silent. */
final class RateProcessor extends ContextualProcessor<ClientId, Contribution, ClientId, Anomaly> {
  static final String STORE = "client-rates";

  private final RateRule rule;
  private final Evidence evidence;

  @SuppressWarnings("NullAway.Init") // set by init, before anything is processed
  private KeyValueStore<ClientId, ClientRates> rates;

  RateProcessor(RateRule rule, boolean shadow) {
    this.rule = rule;
    this.evidence = new Evidence(rule.limits(), shadow);
  }

  @Override
  public void init(ProcessorContext<ClientId, Anomaly> context) {
    super.init(context);
    rates = context.getStateStore(STORE);
    context.schedule(rule.limits().window(), PunctuationType.STREAM_TIME, this::forget);
  }

  @Override
  public void process(Record<ClientId, Contribution> record) {
    var contribution = record.value();
    var before = rates.get(record.key());
    var judged = (before == null ? ClientRates.NONE : before).after(Claim.of(contribution), rule);
    if (judged.state().claims().isEmpty()) {
      rates.delete(record.key());
    } else {
      rates.put(record.key(), judged.state());
    }
    for (var finding : judged.findings()) {
      context().forward(record.withValue(evidence.record(finding, contribution)));
    }
  }

  /** Two windows back nothing can matter any more, even to a record that is a little late. */
  private void forget(long streamTimeMs) {
    long before = streamTimeMs - 2 * rule.limits().window().toMillis();
    try (var all = rates.all()) {
      while (all.hasNext()) {
        var client = all.next();
        if (client.value.newestAtMs() < before) {
          rates.delete(client.key);
        }
      }
    }
  }
}
