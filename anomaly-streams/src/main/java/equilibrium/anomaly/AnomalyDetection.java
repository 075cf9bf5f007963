package equilibrium.anomaly;

import equilibrium.anomaly.rate.RateLimits;
import equilibrium.platform.Fault;
import equilibrium.platform.Platform;
import equilibrium.platform.Program;
import equilibrium.streams.StreamsProgram;
import java.nio.file.Path;
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
    var topology = topology(config).build();
    var program =
        StreamsProgram.start(NAME, topology, config.settings(data.resolve(NAME)), platform);
    LOG.atInfo().addKeyValue("shadow", config.shadow()).log("anomaly detection started");
    return program;
  }

  /**
   * What the program detects by, for one that runs it without a broker.
   *
   * @param streams settings of the topology, such as a wrapper of its processors
   */
  public static Topology topology(AnomalyConfig config, TopologyConfig streams) {
    return topology(config).build(new StreamsBuilder(streams));
  }

  private static AnomalyTopology topology(AnomalyConfig config) {
    return new AnomalyTopology(RateLimits.V1, config.shadow());
  }

  private AnomalyDetection() {}
}
