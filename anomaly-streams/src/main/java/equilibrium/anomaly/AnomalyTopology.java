package equilibrium.anomaly;

import static equilibrium.schemas.Topics.ANOMALIES;
import static equilibrium.schemas.Topics.CONTRIBUTIONS;

import equilibrium.schemas.Topic;
import equilibrium.schemas.event.Contribution;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.Stores;

/** {@code contributions → anomalies}. Its time is the events' effective time. */
final class AnomalyTopology {
  private final RateRule rule;
  private final boolean shadow;

  AnomalyTopology(RateLimits limits, boolean shadow) {
    this.rule = new RateRule(limits);
    this.shadow = shadow;
  }

  Topology build() {
    var builder = new StreamsBuilder();
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(RateProcessor.STORE),
            ANOMALIES.key(),
            ClientRatesSerde.serde()));
    builder.stream(CONTRIBUTIONS.name(), reading(CONTRIBUTIONS))
        .filter((_, contribution) -> matters(contribution), Named.as("large-claims"))
        .selectKey((_, contribution) -> contribution.getClientId(), Named.as("by-client"))
        .repartition(
            Repartitioned.with(ANOMALIES.key(), CONTRIBUTIONS.value()).withName("claims-by-client"))
        .process(
            () -> new RateProcessor(rule, shadow), Named.as("judge-rates"), RateProcessor.STORE)
        .to(ANOMALIES.name(), writing(ANOMALIES));
    return builder.build();
  }

  /** Small claims stay out of the repartition topic and of the state. */
  private boolean matters(Contribution contribution) {
    return contribution.getUploadedClaimed() >= rule.limits().worthBytes()
        && contribution.getSeconds() > 0;
  }

  private static <K, V> Consumed<K, V> reading(Topic<K, V> topic) {
    return Consumed.with(topic.key(), topic.value())
        .withName("read-" + topic.name())
        .withTimestampExtractor(AnomalyTopology::effectiveTime);
  }

  private static long effectiveTime(ConsumerRecord<Object, Object> record, long partitionTimeMs) {
    return record.value() instanceof Contribution contribution
        ? contribution.getAtMs()
        : record.timestamp();
  }

  private static <K, V> Produced<K, V> writing(Topic<K, V> topic) {
    return Produced.with(topic.key(), topic.value()).withName("write-" + topic.name());
  }
}
