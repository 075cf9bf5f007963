package equilibrium.scoring;

import static equilibrium.schemas.Topics.ANNOUNCES;
import static equilibrium.schemas.Topics.CLIENT_STANDINGS;
import static equilibrium.schemas.Topics.CONTRIBUTIONS;
import static equilibrium.schemas.Topics.SWARM_BALANCES;
import static equilibrium.schemas.Topics.TIER_CUTS;

import equilibrium.platform.TimeScale;
import equilibrium.schemas.Topic;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.ClientStanding;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.SwarmBalance;
import java.util.List;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;

/**
 * Announces in; contributions, swarm balances, client standings and tier cuts out.
 *
 * <pre>
 *   announces -> fold-sessions -> swarm-balances
 *                      |--------> contributions
 *                      v by client
 *                fold-clients ---> client-standings
 *                  ^   | score changes
 *                  |   v
 *        tier-cuts   count-scores -> tier-cuts
 * </pre>
 */
final class ScoringTopology {
  private static final String BY_CLIENT = "contributions-by-client";
  private static final String SCORE_CHANGES = "score-changes";

  private final TimeScale scale;
  private final ScoringRules rules;

  ScoringTopology(TimeScale scale, ScoringRules rules) {
    this.scale = scale;
    this.rules = rules;
  }

  Topology build() {
    var builder = new StreamsBuilder();
    builder.addGlobalStore(KeepCuts.store(), TIER_CUTS.name(), reading(TIER_CUTS), KeepCuts::new);

    var sessions =
        builder.stream(ANNOUNCES.name(), reading(ANNOUNCES))
            .process(FoldSessions.with(scale, rules), Named.as("fold-sessions"));
    only(SwarmBalance.class, sessions, "balances")
        .to(SWARM_BALANCES.name(), writing(SWARM_BALANCES));
    var contributions = only(Contribution.class, sessions, "contributions");
    contributions.to(CONTRIBUTIONS.name(), writing(CONTRIBUTIONS));

    var clients =
        contributions
            .selectKey((_, contribution) -> contribution.getClientId(), Named.as("by-client"))
            .repartition(
                Repartitioned.<ClientId, Contribution>as(BY_CLIENT)
                    .withKeySerde(CLIENT_STANDINGS.key())
                    .withValueSerde(CONTRIBUTIONS.value()))
            .process(FoldClients.with(scale, rules), Named.as("fold-clients"));
    only(ClientStanding.class, clients, "standings")
        .to(CLIENT_STANDINGS.name(), writing(CLIENT_STANDINGS));

    only(ScoreChange.class, clients, "changed-scores")
        .repartition(
            Repartitioned.<ClientId, ScoreChange>as(SCORE_CHANGES)
                .withKeySerde(CLIENT_STANDINGS.key())
                .withValueSerde(ScoreChange.SERDE)
                .withNumberOfPartitions(1))
        .process(CountScores.with(scale, rules), Named.as("count-scores"))
        .to(TIER_CUTS.name(), writing(TIER_CUTS));
    return builder.build();
  }

  /** The records of one type of those that a fold gives. */
  private static <K, V> KStream<K, V> only(
      Class<V> type, KStream<K, ? super V> mixed, String name) {
    return mixed.flatMapValues(
        value -> type.isInstance(value) ? List.of(type.cast(value)) : List.of(), Named.as(name));
  }

  private static <K, V> Consumed<K, V> reading(Topic<K, V> topic) {
    return Consumed.with(topic.key(), topic.value()).withName("read-" + topic.name());
  }

  private static <K, V> Produced<K, V> writing(Topic<K, V> topic) {
    return Produced.with(topic.key(), topic.value()).withName("write-" + topic.name());
  }
}
