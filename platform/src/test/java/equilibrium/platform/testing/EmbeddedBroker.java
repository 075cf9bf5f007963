package equilibrium.platform.testing;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/** A broker in this process, on free ports of the loopback and in a folder that goes with it. */
final class EmbeddedBroker implements Closeable {
  private final Path folder;
  private final String bootstrap;
  private final KafkaRaftServer server;

  private EmbeddedBroker(Path folder, String bootstrap, KafkaRaftServer server) {
    this.folder = folder;
    this.bootstrap = bootstrap;
    this.server = server;
  }

  static EmbeddedBroker start(Map<String, String> settings) {
    try {
      var folder = Files.createTempDirectory("equilibrium-kafka");
      var bootstrap = "127.0.0.1:" + freePort();
      var controller = "127.0.0.1:" + freePort();
      var all = new Properties();
      all.putAll(settings);
      all.put("process.roles", "broker,controller");
      all.put("node.id", "1");
      all.put("listeners", "PLAINTEXT://%s,CONTROLLER://%s".formatted(bootstrap, controller));
      all.put("advertised.listeners", "PLAINTEXT://" + bootstrap);
      all.put("controller.listener.names", "CONTROLLER");
      all.put("controller.quorum.voters", "1@" + controller);
      all.put("log.dirs", folder.toString());
      format(folder);
      var server = new KafkaRaftServer(KafkaConfig.fromProps(all, false), Time.SYSTEM);
      server.startup();
      return new EmbeddedBroker(folder, bootstrap, server);
    } catch (Exception e) { // the broker is Scala and declares nothing
      throw new IllegalStateException("Kafka does not start", e);
    }
  }

  private static void format(Path folder) throws Exception {
    new Formatter()
        .setNodeId(1)
        .setClusterId(Uuid.randomUuid().toString())
        .addDirectory(folder.toString())
        .setMetadataLogDirectory(folder.toString())
        .setControllerListenerName("CONTROLLER")
        .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .run();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  String bootstrap() {
    return bootstrap;
  }

  @Override
  public void close() throws IOException {
    server.shutdown();
    server.awaitShutdown();
    try (var all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(EmbeddedBroker::delete);
    }
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
