package equilibrium.anomaly;

import static equilibrium.schemas.Topics.ANNOUNCES;
import static equilibrium.schemas.Topics.ANOMALIES;
import static equilibrium.schemas.Topics.CONTRIBUTIONS;
import static equilibrium.streams.Nodes.reading;

import equilibrium.anomaly.client.ClientRules;
import equilibrium.anomaly.episode.EpisodeFold;
import equilibrium.anomaly.episode.EpisodeLimits;
import equilibrium.anomaly.evidence.Evidence;
import equilibrium.anomaly.exposure.stream.ExposureSettings;
import equilibrium.anomaly.exposure.stream.ExposureTopology;
import equilibrium.anomaly.fold.RuleSet;
import equilibrium.anomaly.order.Stamped;
import equilibrium.anomaly.rate.RateLimits;
import equilibrium.anomaly.rate.RateRule;
import equilibrium.anomaly.rules.DetectionRules;
import equilibrium.anomaly.stream.AnnounceInput;
import equilibrium.anomaly.stream.ContributionInput;
import equilibrium.anomaly.stream.FoldRecords;
import equilibrium.anomaly.stream.Input;
import equilibrium.anomaly.stream.JudgeClients;
import equilibrium.anomaly.stream.ToClients;
import equilibrium.anomaly.suspicion.stream.SuspicionSettings;
import equilibrium.anomaly.suspicion.stream.SuspicionTopology;
import equilibrium.platform.TimeScale;
import equilibrium.schemas.Topic;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.ClientId;
import equilibrium.schemas.event.InfoHash;
import equilibrium.streams.Branches;
import equilibrium.streams.PerThread;
import equilibrium.streams.store.StateStores;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;

/**
 * Announces, contributions and episodes in, anomalies out; anomalies in, suspicions out; suspicions
 * in, interventions out.
 *
 * <pre>
 *   announces ------> fold-announces ----------------------------> anomalies
 *                          | signals, time (by client)                ^
 *                          v                                          |
 *                     judge-clients ----------------------------------+
 *                          ^                                          |
 *                          | claims, signals, time (by client)        |
 *   contributions --> fold-contributions -----------------------------+
 *   swarm-episodes -> judge-episodes ---------------------------------+
 * </pre>
 *
 * @param partitions of announces and of contributions
 * @param mostGroups sessions, clients and other groups that rules remember in each partition
 * @param stores make those that grow with clients and swarms
 */
public record AnomalyTopology(
    DetectionRules rules, TimeScale scale, int partitions, int mostGroups, StateStores stores) {

  public Topology build() {
    return build(new StreamsBuilder());
  }

  /** As the other, with a builder that has settings of its own. Each line is a part of its own. */
  public Topology build(StreamsBuilder builder) {
    addRules(builder);
    return builder.build();
  }

  /** With the parts that weigh findings and warn exposed clients. */
  Topology build(StreamsBuilder builder, SuspicionSettings suspicion, ExposureSettings exposure) {
    addRules(builder);
    SuspicionTopology.add(builder, suspicion, stores);
    ExposureTopology.add(builder, exposure, stores);
    return builder.build();
  }

  private void addRules(StreamsBuilder builder) {
    var claims =
        folded(builder, CONTRIBUTIONS, new ContributionInput(rules, scale), "contributions")
            .repartition(ToClients.topic("claims-by-client"));
    var signals =
        folded(builder, ANNOUNCES, new AnnounceInput(rules, scale), "announces")
            .repartition(ToClients.topic("signals-by-client"));
    var found =
        claims
            .merge(signals, Named.as("by-client"))
            .process(
                JudgeClients.with(clientRules(), new Evidence(rules.version()), stores),
                Named.as("judge-clients"));
    write(found, "clients");
    var episodes = new EpisodeFold(EpisodeLimits.V1, id -> rules.rule(id).shadow());
    EpisodeTopology.add(builder, episodes, stores);
  }

  private JudgeClients.Rules clientRules() {
    var limits = RateLimits.of(rules);
    return new JudgeClients.Rules(
        new RateRule(limits),
        new equilibrium.anomaly.rate.Evidence(limits, rules.rule("R1")),
        new RuleSet<>(ClientRules.all(rules)),
        partitions,
        mostGroups);
  }

  /** What goes on to the stage by client; findings are written. */
  private KStream<ClientId, Stamped> folded(
      StreamsBuilder builder, Topic<InfoHash, SpecificRecord> topic, Input<?> input, String name) {
    var folded =
        Branches.of(
            builder.stream(topic.name(), reading(topic))
                .process(
                    FoldRecords.with(input, new Evidence(rules.version()), mostGroups),
                    Named.as("fold-" + name)),
            "of-" + name,
            List.of(Stamped.class, Anomaly.class));
    write(folded.only(Anomaly.class), name);
    return folded.only(Stamped.class);
  }

  /** One sink for each stage, so that stages stay separate. */
  private static void write(KStream<ClientId, Anomaly> found, String stage) {
    found.to(
        ANOMALIES.name(),
        Produced.with(ANOMALIES.key(), PerThread.of(ANOMALIES::value))
            .withName("write-anomalies-of-" + stage));
  }
}
