package equilibrium.broker;

import equilibrium.platform.Fault;
import equilibrium.platform.file.DurableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The small files that Kafka keeps beside its records. A power cut may leave them empty or gone.
 * Those that Kafka derives from the records are deleted then. Of the others there are copies,
 * refreshed at each start, in a folder beside Kafka's.
 */
final class BrokerFiles {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerFiles.class);
  private static final String IDENTITY = "meta.properties";
  private static final List<String> COPIED = List.of(IDENTITY, "bootstrap.checkpoint");
  private static final String CLEAN = ".kafka_cleanshutdown";

  /** Kafka writes offsets of all partitions there; without them it reads the records again. */
  private static final List<String> OFFSETS =
      List.of(
          "recovery-point-offset-checkpoint",
          "replication-offset-checkpoint",
          "log-start-offset-checkpoint",
          "cleaner-offset-checkpoint");

  private static final String EPOCHS = "leader-epoch-checkpoint";
  private static final String QUORUM = "quorum-state";

  /** Larger logs of topics are not copied, so that a start stays quick. */
  private static final long MOST_COPIED_BYTES = 64L << 20;

  private final Path kafka;
  private final Path copies;

  BrokerFiles(Path kafka) {
    this.kafka = kafka;
    this.copies = copies(kafka);
  }

  /** Where the copies lie. */
  static Path copies(Path kafka) {
    return kafka.resolveSibling(kafka.getFileName() + "-copies");
  }

  /**
   * Puts damaged files right, or throws a {@link Fault} that says what to do. False if Kafka never
   * started here. Ask only while no broker uses the folder.
   */
  boolean mend() throws IOException {
    if (!Files.isDirectory(kafka)) {
      return false;
    }
    for (var name : COPIED) {
      restore(name);
    }
    if (!isIdentity(kafka.resolve(IDENTITY))) {
      if (Files.exists(kafka.resolve(MetadataLog.FOLDER))) {
        throw new Fault(
            "%s is missing or damaged, and so is its copy in %s: it should hold the lines cluster.id, directory.id, node.id and version of this Kafka; put back a copy of it, or delete the folder %s to begin without any records"
                .formatted(kafka.resolve(IDENTITY), copies, kafka));
      }
      return false;
    }
    for (var name : OFFSETS) {
      deleteTorn(kafka.resolve(name));
    }
    try (var folders = Files.newDirectoryStream(kafka, Files::isDirectory)) {
      for (var folder : folders) {
        deleteTorn(folder.resolve(EPOCHS));
        deleteTorn(folder.resolve(QUORUM));
      }
    }
    return true;
  }

  private void restore(String name) throws IOException {
    var file = kafka.resolve(name);
    var copy = copies.resolve(name);
    boolean damaged = !Files.exists(file) || Files.size(file) == 0 || isTornIdentity(file);
    if (damaged && Files.exists(copy)) {
      Files.copy(copy, file, StandardCopyOption.REPLACE_EXISTING);
      LOG.atWarn()
          .addKeyValue("file", file)
          .addKeyValue("copy", copy)
          .log("a file of Kafka was missing or damaged and is restored from its copy");
    }
  }

  private static boolean isTornIdentity(Path file) throws IOException {
    return file.endsWith(IDENTITY) && !isIdentity(file);
  }

  private static boolean isIdentity(Path file) throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    var lines = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      lines.load(reader);
    } catch (CharacterCodingException | IllegalArgumentException _) {
      return false;
    }
    return lines.containsKey("cluster.id")
        && lines.containsKey("directory.id")
        && lines.containsKey("node.id");
  }

  /** Text files of Kafka hold two lines at least, and end with a line break or a brace. */
  private static void deleteTorn(Path file) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    if (!isWhole(file)) {
      Files.delete(file);
      LOG.atWarn()
          .addKeyValue("file", file)
          .log("a file of Kafka was damaged and is deleted; Kafka derives it from its records");
    }
  }

  private static boolean isWhole(Path file) throws IOException {
    try {
      var text = Files.readString(file);
      if (file.endsWith(QUORUM)) {
        return text.strip().startsWith("{") && text.strip().endsWith("}");
      }
      var lines = text.lines().toList();
      return lines.size() >= 2
          && Integer.parseInt(lines.get(1).strip()) == lines.size() - 2
          && text.endsWith("\n");
    } catch (CharacterCodingException | NumberFormatException _) {
      return false;
    }
  }

  /** Has the next start check the records as after a crash. */
  void demandRecovery() {
    try {
      Files.deleteIfExists(kafka.resolve(CLEAN));
    } catch (IOException e) {
      throw new Fault("%s cannot be deleted: %s".formatted(kafka.resolve(CLEAN), e), e);
    }
  }

  /** Copies what cannot be derived, once Kafka runs. A failure is logged. */
  void keepCopies() {
    try {
      Files.createDirectories(copies);
      for (var name : COPIED) {
        copy(kafka.resolve(name), copies.resolve(name));
      }
      copyMetadataLog();
    } catch (IOException | UncheckedIOException e) {
      LOG.atWarn()
          .addKeyValue("folder", copies)
          .addKeyValue("cause", e)
          .log("files of Kafka could not be copied; without a copy, damage to them needs a backup");
    }
  }

  private static void copy(Path file, Path to) throws IOException {
    var next = to.resolveSibling("." + to.getFileName() + ".new");
    Files.copy(file, next, StandardCopyOption.REPLACE_EXISTING);
    DurableFile.publish(next, to);
  }

  private void copyMetadataLog() throws IOException {
    var log = kafka.resolve(MetadataLog.FOLDER);
    try (var files = Files.newDirectoryStream(log, Files::isRegularFile)) {
      long bytes = 0;
      for (var file : files) {
        bytes += file.toString().endsWith("index") ? 0 : Files.size(file);
      }
      if (bytes > MOST_COPIED_BYTES) {
        return;
      }
    }
    var whole = copies.resolve(MetadataLog.FOLDER);
    var next = copies.resolve("." + MetadataLog.FOLDER + ".new");
    Utils.delete(next.toFile());
    Files.createDirectories(next);
    try (var files = Files.newDirectoryStream(log, "*.{log,checkpoint,metadata}")) {
      for (var file : files) {
        Files.copy(file, next.resolve(file.getFileName()));
      }
    }
    Utils.delete(whole.toFile());
    DurableFile.publish(next, whole);
  }
}
