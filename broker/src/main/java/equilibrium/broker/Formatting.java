package equilibrium.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/** Prepares a folder for Kafka's records, as {@code kafka-storage format} does. */
final class Formatting {

  static void format(Path folder, int node, String cluster) throws IOException {
    Files.createDirectories(folder);
    try {
      new Formatter()
          .setNodeId(node)
          .setClusterId(cluster)
          .addDirectory(folder.toString())
          .setMetadataLogDirectory(folder.toString())
          .setControllerListenerName(BrokerSettings.CONTROLLER)
          .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .run();
    } catch (Exception e) { // the method declares any
      throw e instanceof IOException io ? io : new IOException(e);
    }
  }

  private Formatting() {}
}
