package equilibrium.anomaly;

import equilibrium.platform.Fault;
import equilibrium.platform.Platform;
import equilibrium.platform.Program;
import equilibrium.platform.TopicAdmin;
import equilibrium.schemas.Topics;
import equilibrium.streams.StreamsProgram;
import java.nio.file.Path;
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
    var rules = config.effectiveRules();
    int partitions = partitions(platform);
    var topology =
        new AnomalyTopology(rules, platform.scale(), partitions, config.mostGroups()).build();
    var program =
        StreamsProgram.start(NAME, topology, config.settings(data.resolve(NAME)), platform);
    LOG.atInfo()
        .addKeyValue("shadow", config.shadow())
        .addKeyValue("rulesVersion", rules.version())
        .log("anomaly detection started");
    return program;
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

  private AnomalyDetection() {}
}
