package equilibrium.anomaly.stream;

import equilibrium.anomaly.rate.Claim;
import equilibrium.anomaly.rate.ClientRates;
import equilibrium.anomaly.rate.Evidence;
import equilibrium.anomaly.rate.RateRule;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.Contribution;
import equilibrium.streams.StatefulProcessor;
import java.util.List;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** Applies R1 to the contributions of each client, and drops the state of silent clients. */
public final class JudgeRates implements StatefulProcessor.Work<ClientId, Contribution> {
  static final String STORE = "client-rates";

  private final RateRule rule;
  private final Evidence evidence;
  private final ProcessorContext<ClientId, Anomaly> context;
  private final KeyValueStore<ClientId, ClientRates> rates;

  private JudgeRates(RateRule rule, boolean shadow, ProcessorContext<ClientId, Anomaly> context) {
    this.rule = rule;
    this.evidence = new Evidence(rule.limits(), shadow);
    this.context = context;
    this.rates = context.getStateStore(STORE);
    context.schedule(rule.limits().window(), PunctuationType.STREAM_TIME, this::dropSilentClients);
  }

  /**
   * The processors with their store.
   *
   * @param shadow whether findings are without effect
   */
  public static ProcessorSupplier<ClientId, Contribution, ClientId, Anomaly> with(
      RateRule rule, boolean shadow) {
    var store =
        Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(STORE),
            Topics.ANOMALIES.key(),
            ClientRatesCodec.CODEC.serde());
    return StatefulProcessor.of(List.of(store), context -> new JudgeRates(rule, shadow, context));
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
      context.forward(record.withValue(evidence.record(finding, contribution)));
    }
  }

  /** After two windows no claim matters any more, even to a record that is a little late. */
  private void dropSilentClients(long streamTimeMs) {
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
