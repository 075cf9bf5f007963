package equilibrium.broker;

import equilibrium.platform.Fault;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/**
 * A Kafka broker that is its own controller, in this process and on 127.0.0.1 only. A failure that
 * the broker cannot survive, such as a broken disk, ends the process. Acknowledged records survive
 * the process, but not a power cut.
 */
public final class EmbeddedKafka implements AutoCloseable {
  /** The setting that says which port a broker of {@code up} has. */
  public static final String PORT = "embedded.kafka-port";

  private static final int NODE = 1;

  private final KafkaRaftServer server;
  private final int port;

  private EmbeddedKafka(KafkaRaftServer server, int port) {
    this.server = server;
    this.port = port;
  }

  /**
   * Starts with the records that the folder holds, if any.
   *
   * @param wantedPort 0: any free one
   */
  public static EmbeddedKafka start(Path folder, int wantedPort) {
    int port = Ports.free(wantedPort, "Kafka", PORT);
    int controllerPort = Ports.free(0, "Kafka's controller", PORT);
    var properties = settings(folder, port, controllerPort);
    try {
      if (!Files.exists(folder.resolve("meta.properties"))) {
        format(folder);
      }
      StrayPartitions.delete(folder);
      var server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
      server.startup();
      return new EmbeddedKafka(server, port);
    } catch (Exception e) { // the broker is Scala and declares nothing
      throw new Fault("Kafka does not start with the data in %s: %s".formatted(folder, e), e);
    }
  }

  private static void format(Path folder) throws Exception {
    Files.createDirectories(folder);
    new Formatter()
        .setNodeId(NODE)
        .setClusterId(Uuid.randomUuid().toString())
        .addDirectory(folder.toString())
        .setMetadataLogDirectory(folder.toString())
        .setControllerListenerName("CONTROLLER")
        .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .run();
  }

  private static Properties settings(Path folder, int port, int controllerPort) {
    var settings = new Properties();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(NODE));
    settings.put(
        "listeners",
        "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort));
    settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("controller.quorum.voters", "%d@127.0.0.1:%d".formatted(NODE, controllerPort));
    settings.put("log.dirs", folder.toString());
    // A misspelt name must not create a topic.
    settings.put("auto.create.topics.enable", "false");
    single(settings);
    quick(settings);
    small(settings);
    // Kafka Streams writes tracker time into its changelogs, and clock.scale moves it far ahead.
    settings.put("log.message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));
    return settings;
  }

  /** Internal topics with one partition and one replica. */
  private static void single(Properties settings) {
    settings.put("offsets.topic.num.partitions", "1");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("transaction.state.log.num.partitions", "1");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("share.coordinator.state.topic.num.partitions", "1");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
  }

  /** All members of a group start and stop together, so waiting for further ones gains nothing. */
  private static void quick(Properties settings) {
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("group.min.session.timeout.ms", "1000");
    settings.put("group.streams.initial.rebalance.delay.ms", "0");
    settings.put("group.streams.min.heartbeat.interval.ms", "500");
    settings.put("group.streams.heartbeat.interval.ms", "1000");
    settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    // After a crash the controller waits this long before it gives up the former broker process.
    settings.put("broker.session.timeout.ms", "3000");
    settings.put("broker.heartbeat.interval.ms", "500");
  }

  /** Memory and files for one machine's load instead of a data centre's. */
  private static void small(Properties settings) {
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "4");
    settings.put("log.segment.bytes", Integer.toString(64 << 20));
    settings.put("log.index.size.max.bytes", Integer.toString(1 << 20));
    settings.put("offsets.topic.segment.bytes", Integer.toString(4 << 20));
    settings.put("transaction.state.log.segment.bytes", Integer.toString(4 << 20));
    settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
  }

  public int port() {
    return port;
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
