package equilibrium.anomaly;

import static equilibrium.schemas.Topics.ANOMALIES;
import static equilibrium.schemas.Topics.CONTRIBUTIONS;
import static equilibrium.streams.Nodes.reading;
import static equilibrium.streams.Nodes.repartitioned;
import static equilibrium.streams.Nodes.writing;

import equilibrium.anomaly.rate.RateLimits;
import equilibrium.anomaly.rate.RateRule;
import equilibrium.anomaly.stream.JudgeRates;
import equilibrium.schemas.event.Contribution;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Named;

/** {@code contributions → anomalies}. Its time is the events' effective time. */
final class AnomalyTopology {
  private final RateRule rule;
  private final boolean shadow;

  AnomalyTopology(RateLimits limits, boolean shadow) {
    this.rule = new RateRule(limits);
    this.shadow = shadow;
  }

  Topology build() {
    return build(new StreamsBuilder());
  }

  /** As above, with a builder that has settings of its own. */
  Topology build(StreamsBuilder builder) {
    builder.stream(
            CONTRIBUTIONS.name(),
            reading(CONTRIBUTIONS).withTimestampExtractor(AnomalyTopology::effectiveTime))
        .filter((_, contribution) -> isLarge(contribution), Named.as("large-claims"))
        .selectKey((_, contribution) -> contribution.getClientId(), Named.as("by-client"))
        .repartition(repartitioned("claims-by-client", ANOMALIES.key(), CONTRIBUTIONS::value))
        .process(JudgeRates.with(rule, shadow), Named.as("judge-rates"))
        .to(ANOMALIES.name(), writing(ANOMALIES));
    return builder.build();
  }

  /** Small claims stay out of the repartition topic and of the state. */
  private boolean isLarge(Contribution contribution) {
    return contribution.getUploadedClaimed() >= rule.limits().worthBytes()
        && contribution.getSeconds() > 0;
  }

  private static long effectiveTime(ConsumerRecord<Object, Object> record, long partitionTimeMs) {
    return record.value() instanceof Contribution contribution
        ? Math.max(0, contribution.getAtMs()) // a record of negative time would be skipped
        : record.timestamp();
  }
}
