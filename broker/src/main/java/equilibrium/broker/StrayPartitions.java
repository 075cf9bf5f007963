package equilibrium.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empty partition folders that Kafka would call stray. Kafka writes {@code partition.metadata},
 * which holds the topic's id, before a partition's first record. A broker killed before that finds
 * folders without an id when it starts again, renames them to {@code …-stray}, and loads them at
 * every later start with a warning. They hold no records, and Kafka creates the partitions anew
 * from its metadata log, so they can be deleted before the broker starts.
 */
final class StrayPartitions {
  private static final Logger LOG = LoggerFactory.getLogger(StrayPartitions.class);
  private static final Pattern PARTITION = Pattern.compile(".+-\\d+");
  private static final String STRAY = "-stray";

  static final String TOPIC_ID = "partition.metadata";

  /** Deletes them. Ask only while no broker uses the folder. */
  static void delete(Path kafka) throws IOException {
    List<Path> folders;
    try (var all = Files.list(kafka)) {
      folders = all.filter(StrayPartitions::isStray).toList();
    }
    for (var folder : folders) {
      if (isEmpty(folder)) {
        Utils.delete(folder.toFile());
      } else if (folder.toString().endsWith(STRAY)) {
        LOG.atWarn()
            .addKeyValue("folder", folder)
            .log("Kafka no longer uses these records; delete the folder if nobody needs them");
      }
    }
  }

  private static boolean isStray(Path folder) {
    var name = folder.getFileName().toString();
    return Files.isDirectory(folder)
        && !name.equals(MetadataLog.FOLDER)
        && (name.endsWith(STRAY)
            || (PARTITION.matcher(name).matches() && !Files.exists(folder.resolve(TOPIC_ID))));
  }

  /** Whether no segment holds a byte. */
  private static boolean isEmpty(Path folder) throws IOException {
    try (var segments = Files.newDirectoryStream(folder, "*.log")) {
      for (var segment : segments) {
        if (Files.size(segment) > 0) {
          return false;
        }
      }
    }
    return true;
  }

  private StrayPartitions() {}
}
