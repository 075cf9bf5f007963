package equilibrium.broker;

import equilibrium.platform.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.Uuid;

/**
 * Kafka's log of its own topics. Where it is damaged, Kafka takes all partitions for strays and
 * renames them, so the folders are compared with it before the broker opens them.
 */
final class MetadataLog {
  static final String FOLDER = "__cluster_metadata-0";
  private static final String TOPIC_ID = "topic_id:";

  /** Throws a {@link Fault} if partitions lie in the folder, and the log knows none of them. */
  static void demandKnown(Path kafka, Map<String, Uuid> topics) {
    try (var folders = Files.newDirectoryStream(kafka, MetadataLog::isPartition)) {
      Path unknown = null;
      for (var folder : folders) {
        if (topics.containsValue(topicId(folder))) {
          return;
        }
        unknown = folder;
      }
      if (unknown != null) {
        throw new Fault(
            "Kafka's metadata log %s is damaged: it knows none of the topics whose records lie beside it, such as %s. Delete that folder, and put a copy of %s in its place"
                .formatted(
                    kafka.resolve(FOLDER),
                    unknown.getFileName(),
                    BrokerFiles.copies(kafka).resolve(FOLDER)));
      }
    } catch (IOException e) {
      throw new Fault("%s cannot be read: %s".formatted(kafka, e), e);
    }
  }

  private static boolean isPartition(Path folder) {
    var name = folder.getFileName().toString();
    return !name.equals(FOLDER)
        && name.matches(".+-\\d+")
        && Files.exists(folder.resolve(StrayPartitions.TOPIC_ID));
  }

  private static Uuid topicId(Path folder) throws IOException {
    return Files.readAllLines(folder.resolve(StrayPartitions.TOPIC_ID)).stream()
        .filter(line -> line.startsWith(TOPIC_ID))
        .map(line -> Uuid.fromString(line.substring(TOPIC_ID.length()).strip()))
        .findFirst()
        .orElse(Uuid.ZERO_UUID);
  }

  private MetadataLog() {}
}
