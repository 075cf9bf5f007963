package equilibrium.scoring;

import static equilibrium.schemas.Topics.ANNOUNCES;
import static equilibrium.schemas.Topics.CLIENT_STANDINGS;
import static equilibrium.schemas.Topics.CONTRIBUTIONS;
import static equilibrium.schemas.Topics.REGISTRATIONS;
import static equilibrium.schemas.Topics.SUSPICIONS;
import static equilibrium.schemas.Topics.SWARM_BALANCES;
import static equilibrium.schemas.Topics.SWARM_EPISODES;
import static equilibrium.schemas.Topics.TIER_CUTS;

import equilibrium.platform.TimeScale;
import equilibrium.schemas.Topic;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.ClientStanding;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.SwarmBalance;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.scoring.FoldSessions.Credited;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;

/**
 * Announces, registrations and suspicions in; contributions, episodes, swarm balances, client
 * standings and tier cuts out.
 *
 * <pre>
 *   announces -> route-aliases -> fold-sessions -> swarm-balances
 *                      |   by canonical hash ^ |-> contributions
 *                      +---------------------+ |-> swarm-episodes
 *                                              v by client
 *   suspicions ------------------------> fold-clients ---> client-standings
 *                                          ^   | score changes
 *                                          |   v
 *                                tier-cuts   count-scores -> tier-cuts
 * </pre>
 */
final class ScoringTopology {
  private static final String BY_HASH = "announces-by-canonical-hash";
  private static final String BY_CLIENT = "credits-by-client";
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
    builder.addGlobalStore(
        KeepRegistrations.store(),
        REGISTRATIONS.name(),
        reading(REGISTRATIONS),
        KeepRegistrations::new);
    var credits = swarms(builder);
    scores(clients(builder, credits));
    return builder.build();
  }

  private KStream<InfoHash, Credited> swarms(StreamsBuilder builder) {
    var routed =
        builder.stream(ANNOUNCES.name(), reading(ANNOUNCES))
            .process(RouteAliases::new, Named.as("route-aliases"));
    var carried =
        only(Carried.class, routed, "aliases")
            .repartition(
                Repartitioned.<InfoHash, Carried>as(BY_HASH)
                    .withKeySerde(ANNOUNCES.key())
                    .withValueSerde(Carried.serde()));
    var swarms =
        routed
            .filter((_, value) -> !(value instanceof Carried), Named.as("canonical"))
            .merge(carried.mapValues(value -> (Object) value, Named.as("carried")), Named.as("all"))
            .process(FoldSessions.with(scale, rules), Named.as("fold-sessions"));
    only(SwarmBalance.class, swarms, "balances").to(SWARM_BALANCES.name(), writing(SWARM_BALANCES));
    only(Contribution.class, swarms, "contributions")
        .to(CONTRIBUTIONS.name(), writing(CONTRIBUTIONS));
    only(SwarmEpisode.class, swarms, "episodes").to(SWARM_EPISODES.name(), writing(SWARM_EPISODES));
    return only(Credited.class, swarms, "credits");
  }

  private KStream<ClientId, Object> clients(
      StreamsBuilder builder, KStream<InfoHash, Credited> credits) {
    var suspicions =
        builder.stream(SUSPICIONS.name(), reading(SUSPICIONS))
            .mapValues(suspicion -> (Object) suspicion, Named.as("suspected"));
    var clients =
        credits
            .map((_, by) -> KeyValue.pair(by.clientId(), by.credit()), Named.as("by-client"))
            .repartition(
                Repartitioned.<ClientId, Credit>as(BY_CLIENT)
                    .withKeySerde(CLIENT_STANDINGS.key())
                    .withValueSerde(Credit.SERDE))
            .mapValues(credit -> (Object) credit, Named.as("credited"))
            .merge(suspicions, Named.as("all-of-clients"))
            .process(FoldClients.with(scale, rules), Named.as("fold-clients"));
    only(ClientStanding.class, clients, "standings")
        .to(CLIENT_STANDINGS.name(), writing(CLIENT_STANDINGS));
    return clients;
  }

  private void scores(KStream<ClientId, Object> clients) {
    only(ScoreChange.class, clients, "changed-scores")
        .repartition(
            Repartitioned.<ClientId, ScoreChange>as(SCORE_CHANGES)
                .withKeySerde(CLIENT_STANDINGS.key())
                .withValueSerde(ScoreChange.SERDE)
                .withNumberOfPartitions(1))
        .process(CountScores.with(scale, rules), Named.as("count-scores"))
        .to(TIER_CUTS.name(), writing(TIER_CUTS));
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
