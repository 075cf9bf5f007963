package equilibrium.streams;

import equilibrium.platform.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a program's stores. They are a cache of the changelogs: torn ones are thrown away,
 * and Kafka Streams restores them. A failure while the program runs leaves a mark, and the next
 * start throws away what is marked.
 */
final class LocalState {
  private static final Logger LOG = LoggerFactory.getLogger(LocalState.class);
  private static final String MARK = "torn";

  /** Names of Kafka Streams. */
  private static final String TASKS = "[0-9]*_[0-9]*";

  private static final String CHECKPOINT = ".checkpoint";

  /** To throw files away would not help. */
  private static final List<String> OTHER_CAUSES =
      List.of(
          "no space left",
          "disk quota exceeded",
          "cannot allocate memory", // too many files are mapped: vm.max_map_count
          "too many open files",
          "permission denied",
          "read-only file system",
          "operation not permitted",
          "failed to lock",
          "lock file");

  private final String program;
  private final Path folder;
  private final Path files;
  private final Path mark;
  private volatile String thrownAway = "";

  LocalState(String program, StreamsSettings settings) {
    this.program = program;
    this.folder = settings.state();
    this.files = folder.resolve(settings.applicationId());
    this.mark = folder.resolve(MARK);
  }

  /** Whether stored files cannot be read, so that a restore helps. */
  static boolean isTorn(Throwable failure) {
    boolean ofState = false;
    for (Throwable link = failure; link != null; link = link.getCause()) {
      var message = String.valueOf(link.getMessage()).toLowerCase(Locale.ROOT);
      if (OTHER_CAUSES.stream().anyMatch(message::contains)) {
        return false;
      }
      ofState |= link instanceof ProcessorStateException;
    }
    return ofState;
  }

  /** Lets the next start throw the files away; Kafka Streams holds them now. */
  void mark(String cause) {
    try {
      Files.createDirectories(folder);
      Files.writeString(mark, cause);
    } catch (IOException e) {
      LOG.atError()
          .addKeyValue("program", program)
          .addKeyValue("folder", files)
          .setCause(e)
          .log("state is torn and cannot be marked so; stop the program and delete the folder");
    }
  }

  /** Throws the files away if the last run marked them. */
  void recover() {
    if (Files.exists(mark)) {
      try {
        throwAway(Files.readString(mark).strip());
        Files.delete(mark);
      } catch (IOException e) {
        throw new Fault("%s cannot be read: %s".formatted(mark, e), e);
      }
    }
  }

  /**
   * Deletes all files, which no one may use. A {@link Fault} if they cannot be deleted.
   *
   * @param cause why, in one sentence
   */
  void throwAway(String cause) {
    LOG.atWarn()
        .addKeyValue("program", program)
        .addKeyValue("folder", files)
        .addKeyValue("cause", cause)
        .log("state is torn: it is thrown away and restored from the changelogs; see /status");
    try {
      if (Files.exists(files)) {
        delete(files);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new Fault("torn state in %s cannot be deleted: %s".formatted(files, e), e);
    }
    thrownAway = cause;
  }

  /**
   * Deletes what stores on disk have left, when stores are in memory. A task's checkpoint goes
   * first: without it no later start takes the rest for whole. A {@link Fault} if that fails.
   */
  void deleteStores() {
    if (!Files.exists(files)) {
      return;
    }
    try (var tasks = Files.newDirectoryStream(files, TASKS)) {
      for (var task : tasks) {
        Files.deleteIfExists(task.resolve(CHECKPOINT));
        delete(task);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new Fault("files of stores in %s cannot be deleted: %s".formatted(files, e), e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      for (var file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Why the state of this run was thrown away; empty: it was not. */
  String thrownAway() {
    return thrownAway;
  }
}
