package equilibrium.scoring;

import static equilibrium.schemas.Topics.ANNOUNCES;
import static equilibrium.schemas.Topics.CLIENT_STANDINGS;
import static equilibrium.schemas.Topics.CONTRIBUTIONS;
import static equilibrium.schemas.Topics.CUTS_KEY;
import static equilibrium.schemas.Topics.REGISTRATIONS;
import static equilibrium.schemas.Topics.SUSPICIONS;
import static equilibrium.schemas.Topics.SWARM_BALANCES;
import static equilibrium.schemas.Topics.SWARM_EPISODES;
import static equilibrium.schemas.Topics.TIER_CUTS;
import static equilibrium.streams.Nodes.reading;
import static equilibrium.streams.Nodes.readingOnly;
import static equilibrium.streams.Nodes.repartitioned;
import static equilibrium.streams.Nodes.writing;

import equilibrium.platform.TimeScale;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.ClientStanding;
import equilibrium.schemas.event.Contribution;
import equilibrium.schemas.event.InfoHash;
import equilibrium.schemas.event.SwarmBalance;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.scoring.client.ScoreChange;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.session.AliasedAnnounce;
import equilibrium.scoring.stream.CopyTicks;
import equilibrium.scoring.stream.CountScores;
import equilibrium.scoring.stream.FoldClients;
import equilibrium.scoring.stream.FoldSessions;
import equilibrium.scoring.stream.KeepCuts;
import equilibrium.scoring.stream.KeepRegistrations;
import equilibrium.scoring.stream.RouteAliases;
import equilibrium.scoring.stream.ScoreCounts;
import equilibrium.scoring.stream.codec.AliasedAnnounceCodec;
import equilibrium.scoring.stream.codec.CreditCodec;
import equilibrium.scoring.stream.codec.PopulationCodecs;
import equilibrium.scoring.swarm.ClientCredit;
import equilibrium.streams.Branches;
import equilibrium.streams.store.StateStores;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;

/**
 * Announces, registrations and suspicions in; contributions, episodes, swarm balances, client
 * standings and tier cuts out.
 *
 * <pre>
 *   announces -> route-aliases -> fold-sessions -> swarm-balances
 *                      |   by canonical hash ^ |-> contributions (and copies of ticks)
 *                      +---------------------+ |-> swarm-episodes
 *                                              v by client
 *   suspicions ------------------------> fold-clients ---> client-standings
 *                                          ^   | score changes
 *                                          |   v
 *                                tier-cuts   count-scores -> tier-cuts
 * </pre>
 */
public final class ScoringTopology {
  private static final String BY_HASH = "announces-by-canonical-hash";
  private static final String BY_CLIENT = "credits-by-client";
  private static final String SCORE_CHANGES = "score-changes";

  private final TimeScale scale;
  private final ScoringRules rules;
  private final StateStores stores;
  private final ScoreCounts counts;

  public ScoringTopology(
      TimeScale scale, ScoringRules rules, StateStores stores, ScoreCounts counts) {
    this.scale = scale;
    this.rules = rules;
    this.stores = stores;
    this.counts = counts;
  }

  public Topology build() {
    return build(new StreamsBuilder());
  }

  /** As above, with a builder that has settings of its own. */
  Topology build(StreamsBuilder builder) {
    builder.addGlobalStore(
        KeepCuts.store(), TIER_CUTS.name(), readingOnly(CUTS_KEY, TIER_CUTS), KeepCuts::new);
    builder.addGlobalStore(
        KeepRegistrations.store(),
        REGISTRATIONS.name(),
        reading(REGISTRATIONS),
        KeepRegistrations::new);
    scores(clients(builder, swarms(builder)));
    return builder.build();
  }

  private KStream<InfoHash, ClientCredit> swarms(StreamsBuilder builder) {
    var routed =
        Branches.of(
            builder.stream(ANNOUNCES.name(), reading(ANNOUNCES))
                .process(RouteAliases::new, Named.as("route-aliases")),
            "routed",
            List.of(AliasedAnnounce.class, SpecificRecord.class));
    var aliased =
        routed
            .only(AliasedAnnounce.class)
            .repartition(repartitioned(BY_HASH, ANNOUNCES.key(), AliasedAnnounceCodec::serde));
    var folded =
        Branches.of(
            Branches.any(routed.only(SpecificRecord.class))
                .merge(Branches.any(aliased), Named.as("announced"))
                .process(FoldSessions.with(scale, rules, stores), Named.as("fold-sessions")),
            "of-swarms",
            List.of(
                Contribution.class, ClientCredit.class, SwarmBalance.class, SwarmEpisode.class));
    records(folded.only(Contribution.class)).to(CONTRIBUTIONS.name(), writing(CONTRIBUTIONS));
    Branches.any(routed.only(SpecificRecord.class))
        .process(() -> new CopyTicks(scale), Named.as("copy-ticks"))
        .to(CONTRIBUTIONS.name(), CopyTicks.writing());
    folded.only(SwarmBalance.class).to(SWARM_BALANCES.name(), writing(SWARM_BALANCES));
    folded.only(SwarmEpisode.class).to(SWARM_EPISODES.name(), writing(SWARM_EPISODES));
    return folded.only(ClientCredit.class);
  }

  @SuppressWarnings("unchecked") // streams are read here, never written to
  private static KStream<InfoHash, SpecificRecord> records(
      KStream<InfoHash, ? extends SpecificRecord> stream) {
    return (KStream<InfoHash, SpecificRecord>) stream;
  }

  private KStream<ClientId, ScoreChange> clients(
      StreamsBuilder builder, KStream<InfoHash, ClientCredit> credited) {
    var credits =
        credited
            .map((_, by) -> KeyValue.pair(by.clientId(), by.credit()), Named.as("by-client"))
            .repartition(repartitioned(BY_CLIENT, CLIENT_STANDINGS.key(), () -> CreditCodec.SERDE));
    var suspicions = builder.stream(SUSPICIONS.name(), reading(SUSPICIONS));
    var folded =
        Branches.of(
            Branches.any(credits)
                .merge(Branches.any(suspicions), Named.as("credited-or-suspected"))
                .process(FoldClients.with(scale, rules, stores, counts), Named.as("fold-clients")),
            "of-clients",
            List.of(ClientStanding.class, ScoreChange.class));
    folded.only(ClientStanding.class).to(CLIENT_STANDINGS.name(), writing(CLIENT_STANDINGS));
    return folded.only(ScoreChange.class);
  }

  private void scores(KStream<ClientId, ScoreChange> changes) {
    changes
        .repartition(
            repartitioned(
                    SCORE_CHANGES, CLIENT_STANDINGS.key(), () -> PopulationCodecs.SCORE_CHANGE)
                .withNumberOfPartitions(1))
        .process(CountScores.with(scale, rules, stores, counts), Named.as("count-scores"))
        .to(TIER_CUTS.name(), writing(TIER_CUTS));
  }
}
