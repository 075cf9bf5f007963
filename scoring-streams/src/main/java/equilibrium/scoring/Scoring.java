package equilibrium.scoring;

import equilibrium.platform.Fault;
import equilibrium.platform.Platform;
import equilibrium.platform.Program;
import equilibrium.platform.TimeScale;
import equilibrium.scoring.carry.CarryOver;
import equilibrium.scoring.rules.ScoringRules;
import equilibrium.streams.Fold;
import equilibrium.streams.StreamsProgram;
import java.nio.file.Path;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;

/** Folds announces into contributions, swarm balances, client standings and tier cuts. */
public final class Scoring {
  private static final String NAME = "scoring";

  /**
   * Starts the program and returns when tier cuts and registrations are read; it folds until
   * closed. A {@link Fault} if topics are missing or Kafka does not answer.
   *
   * @param data state is kept in its folder {@code scoring}
   */
  public static Program start(ScoringConfig config, Platform platform, Path data) {
    var topology = new ScoringTopology(platform.scale(), ScoringRules.V3).build();
    var rules = Fold.fingerprint(ScoringRules.V3.version(), ScoringRules.V3);
    var fold = new Fold(NAME, topology, rules);
    var streams = config.settings(data.resolve(NAME));
    if (!config.carryOverFrom().isEmpty()) {
      CarryOver.run(config.carryOverFrom(), platform.kafka(), streams);
    }
    return StreamsProgram.start(fold, streams, platform);
  }

  /**
   * What the program folds by, for one that runs it without a broker.
   *
   * @param config settings of the topology, such as a wrapper of its processors
   */
  public static Topology topology(TimeScale scale, TopologyConfig config) {
    return new ScoringTopology(scale, ScoringRules.V3).build(new StreamsBuilder(config));
  }

  private Scoring() {}
}
