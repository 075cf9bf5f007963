package equilibrium.broker;

import static java.util.stream.Collectors.joining;

import equilibrium.platform.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * One of several brokers on 127.0.0.1, each a controller too. It runs as Kafka's own server does,
 * with the settings of docker/compose.yaml for internal topics and otherwise Kafka's defaults. For
 * benches that end one of them.
 */
public final class ClusterNode implements AutoCloseable {
  /** That of all clusters: they do not know each other. */
  private static final String CLUSTER = "AAAAAAAAAAAAAAAAAAAAAQ";

  private final KafkaRaftServer server;

  /** Where a node listens. */
  public record Ports(int broker, int controller) {}

  private ClusterNode(KafkaRaftServer server) {
    this.server = server;
  }

  /**
   * Starts it, and waits until it has joined. Most nodes must have been started for that.
   *
   * @param number of this node, from 1
   * @param nodes ports of all, in order
   */
  public static ClusterNode start(Path folder, int number, List<Ports> nodes) {
    try {
      if (!Files.exists(folder.resolve("meta.properties"))) {
        Formatting.format(folder, number, CLUSTER);
      }
      var config = new KafkaConfig(settings(folder, number, nodes), false);
      var server = new KafkaRaftServer(config, Time.SYSTEM);
      server.startup();
      return new ClusterNode(server);
    } catch (IOException e) {
      throw new Fault("%s cannot be written: %s".formatted(folder, e), e);
    }
  }

  private static Map<String, String> settings(Path folder, int number, List<Ports> nodes) {
    var own = nodes.get(number - 1);
    var replicas = Integer.toString(nodes.size());
    return Map.ofEntries(
        Map.entry("process.roles", "broker,controller"),
        Map.entry("node.id", Integer.toString(number)),
        Map.entry(
            "listeners",
            "PLAINTEXT://127.0.0.1:%d,%s://127.0.0.1:%d"
                .formatted(own.broker, BrokerSettings.CONTROLLER, own.controller)),
        Map.entry("advertised.listeners", "PLAINTEXT://127.0.0.1:" + own.broker),
        Map.entry("controller.listener.names", BrokerSettings.CONTROLLER),
        Map.entry("controller.quorum.voters", voters(nodes)),
        Map.entry("log.dirs", folder.toString()),
        Map.entry("auto.create.topics.enable", "false"),
        Map.entry("offsets.topic.num.partitions", "3"),
        Map.entry("offsets.topic.replication.factor", replicas),
        Map.entry("offsets.topic.segment.bytes", Integer.toString(4 << 20)),
        Map.entry("transaction.state.log.num.partitions", "3"),
        Map.entry("transaction.state.log.replication.factor", replicas),
        Map.entry("transaction.state.log.segment.bytes", Integer.toString(4 << 20)),
        Map.entry("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"),
        Map.entry("group.initial.rebalance.delay.ms", "0"));
  }

  private static String voters(List<Ports> nodes) {
    return IntStream.range(0, nodes.size())
        .mapToObj(i -> "%d@127.0.0.1:%d".formatted(i + 1, nodes.get(i).controller))
        .collect(joining(","));
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
