package equilibrium.anomaly;

import equilibrium.anomaly.attribution.AttributionRules;
import equilibrium.anomaly.attribution.run.AttributionDays;
import equilibrium.anomaly.attribution.run.AttributionWorker;
import equilibrium.anomaly.attribution.run.Batch;
import equilibrium.anomaly.exposure.stream.ExposureSettings;
import equilibrium.anomaly.rules.DetectionRules;
import equilibrium.anomaly.rules.RuleClass;
import equilibrium.anomaly.suspicion.SuspicionRules;
import equilibrium.anomaly.suspicion.stream.Freezes;
import equilibrium.anomaly.suspicion.stream.SuspicionSettings;
import equilibrium.platform.Fault;
import equilibrium.platform.Platform;
import equilibrium.platform.Program;
import equilibrium.platform.TimeScale;
import equilibrium.platform.TopicAdmin;
import equilibrium.platform.member.RulesName;
import equilibrium.schemas.Topics;
import equilibrium.schemas.event.Anomaly;
import equilibrium.schemas.event.AttributionRun;
import equilibrium.schemas.event.Position;
import equilibrium.schemas.event.SwarmEpisode;
import equilibrium.streams.Fold;
import equilibrium.streams.StreamsProgram;
import equilibrium.streams.store.StateStores;
import io.micrometer.core.instrument.Gauge;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds reports of clients that cannot be true. */
public final class AnomalyDetection {
  private static final Logger LOG = LoggerFactory.getLogger(AnomalyDetection.class);
  private static final String NAME = "anomaly";

  /**
   * Starts the program, which runs until closed. A {@link Fault} if topics are missing or Kafka
   * does not answer.
   *
   * @param data state is kept in its folder {@code anomaly}
   */
  public static Program start(AnomalyConfig config, Platform platform, Path data) {
    int partitions = partitions(platform);
    var freezes = new Freezes();
    var state = data.resolve(NAME);
    var stores = config.stores().in(state);
    var parts = new Parts(config, platform.scale(), partitions, freezes, stores);
    var topology = topology(parts, new StreamsBuilder());
    var rules = config.effectiveRules();
    var fold = new Fold(NAME, topology, RulesName.of(rules.version(), rules), stores);
    var program = StreamsProgram.start(fold, config.settings(state), platform);
    var attribution =
        AttributionWorker.start(config.applicationId(), id -> rules.rule(id).shadow(), platform);
    report(freezes, platform);
    LOG.atInfo()
        .addKeyValue("shadow", config.shadow())
        .addKeyValue("rulesVersion", rules.version())
        .log("anomaly detection started");
    return () -> {
      attribution.close();
      program.close();
    };
  }

  /** Of both topics that are read: a client's records wait until all partitions have passed. */
  private static int partitions(Platform platform) {
    try (var topics = new TopicAdmin(platform.kafka())) {
      int announces = topics.partitions(Topics.ANNOUNCES);
      int contributions = topics.partitions(Topics.CONTRIBUTIONS);
      if (announces != contributions) {
        throw new Fault(
            "anomaly cannot start: topic announces has %d partitions and contributions %d, expected"
                    .formatted(announces, contributions)
                + " the same number");
      }
      return announces;
    }
  }

  /** Weights are those of the findings; caps and classes are those of the rules. */
  private static SuspicionRules suspicionRules(DetectionRules rules) {
    var caps = new HashMap<String, Integer>();
    var broken = new HashSet<String>();
    for (var rule : rules.rules().values()) {
      caps.put(rule.id(), rule.cap());
      if (rule.ruleClass() == RuleClass.BROKEN) {
        broken.add(rule.id());
      }
    }
    return SuspicionRules.V1.of(rules.version(), caps, broken);
  }

  private static void report(Freezes freezes, Platform platform) {
    platform.health().status("suspicion", freezes::status);
    gauge(
        platform,
        "equilibrium_anomaly_frozen_partitions",
        "Partitions whose detection stopped itself: too many clients would be quarantined",
        freezes::frozen);
    gauge(
        platform,
        "equilibrium_anomaly_excluded_clients",
        "Clients at level 3 or above, whether or not that has effects",
        freezes::excluded);
  }

  /** A program that is started again replaces the gauge of the former one. */
  private static void gauge(
      Platform platform, String name, String description, Supplier<Number> value) {
    platform.metrics().find(name).gauges().forEach(platform.metrics()::remove);
    Gauge.builder(name, value).description(description).register(platform.metrics());
  }

  /**
   * What the program detects by, for one that runs it without a broker.
   *
   * @param partitions of announces and of contributions
   * @param streams settings of the topology, such as a wrapper of its processors
   */
  public static Topology topology(
      AnomalyConfig config, TimeScale scale, int partitions, TopologyConfig streams) {
    var parts = new Parts(config, scale, partitions, new Freezes(), StateStores.onDisk());
    return topology(parts, new StreamsBuilder(streams));
  }

  /** What the topology is made of. */
  private record Parts(
      AnomalyConfig config, TimeScale scale, int partitions, Freezes freezes, StateStores stores) {}

  private static Topology topology(Parts parts, StreamsBuilder builder) {
    var config = parts.config;
    var rules = config.effectiveRules();
    return new AnomalyTopology(
            rules, parts.scale, parts.partitions, config.mostGroups(), parts.stores)
        .build(
            builder,
            new SuspicionSettings(
                suspicionRules(rules),
                parts.scale,
                config.shadow(),
                parts.partitions,
                parts.freezes),
            new ExposureSettings(parts.scale, config.failOnce(), config.caseUrl()));
  }

  /**
   * The findings of one run of the attribution, as the program makes it once a day (docs/policy.md
   * 3.4).
   *
   * @param episodes of the 30 days before; a finding names an episode by its index here
   * @param untilMs effective time of the run
   */
  public static List<Anomaly> attribution(
      AnomalyConfig config, List<SwarmEpisode> episodes, long untilMs) {
    var rules = config.effectiveRules();
    var batch = new Batch(AttributionRules.V2, id -> rules.rule(id).shadow());
    for (int i = 0; i < episodes.size(); i++) {
      batch.add(episodes.get(i), new Position(0, (long) i));
    }
    return batch.result(untilMs).findings();
  }

  /** The daily runs over episodes that come one after another, for one that folds a log again. */
  public static AttributionDays attributionDays(AnomalyConfig config) {
    var rules = config.effectiveRules();
    return new AttributionDays(id -> rules.rule(id).shadow());
  }

  /** Whether a rule is decided by the daily runs, over the episodes of all swarms. */
  public static boolean isOfDailyRuns(String rule) {
    return Batch.RULES.contains(rule);
  }

  /** Whether a run of the attribution was made by the rules of this version. */
  public static boolean isOfTheseRules(AttributionRun run) {
    return run.getRulesVersion() == AttributionRules.V2.version();
  }

  private AnomalyDetection() {}
}
