package equilibrium.scoring;

import equilibrium.platform.Fault;
import equilibrium.platform.Platform;
import equilibrium.platform.Program;
import equilibrium.platform.TimeScale;
import equilibrium.scoring.carry.CarryOver;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.scoring.stream.ScoreCounts;
import equilibrium.streams.Fold;
import equilibrium.streams.StreamsProgram;
import equilibrium.streams.store.StateStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Folds announces into contributions, swarm balances, client standings and tier cuts. */
public final class Scoring {
  private static final Logger LOG = LoggerFactory.getLogger(Scoring.class);
  private static final String NAME = "scoring";

  /**
   * Starts the program and returns when tier cuts and registrations are read; it folds until
   * closed. A {@link Fault} if topics are missing, Kafka does not answer, or other rules are in
   * force that these may not follow.
   *
   * @param data state is kept in its folder {@code scoring}
   */
  public static Program start(ScoringConfig config, Platform platform, Path data) {
    var rules = config.rules();
    var before = RulesInForce.read(platform.kafka());
    before.demandMayBeFollowedBy(rules);
    var state = data.resolve(NAME);
    var stores = config.stores().in(state);
    var counts = new ScoreCounts(platform.metrics());
    var topology = new ScoringTopology(platform.scale(), rules, stores, counts).build();
    var fold = new Fold(NAME, topology, rules.name(), stores);
    var streams = config.settings(state);
    if (!config.carryOverFrom().isEmpty()) {
      CarryOver.run(config.carryOverFrom(), platform.kafka(), streams);
    }
    var program = StreamsProgram.start(fold, streams, platform);
    LOG.atInfo()
        .addKeyValue("rules", rules.name())
        .addKeyValue("before", before.name())
        .log("scoring folds by these rules");
    return program;
  }

  /**
   * What the program folds by, for one that runs it without a broker.
   *
   * @param config settings of the topology, such as a wrapper of its processors
   */
  public static Topology topology(TimeScale scale, ScoringRules rules, TopologyConfig config) {
    var counts = new ScoreCounts(new SimpleMeterRegistry());
    return new ScoringTopology(scale, rules, StateStores.onDisk(), counts)
        .build(new StreamsBuilder(config));
  }

  private Scoring() {}
}
