package equilibrium.ingress.snapshot;

import equilibrium.ingress.admission.Directory;
import equilibrium.ingress.answer.TrackerState;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshot of a node on disk. A new one replaces the former when it is complete and on disk, so
 * a crash or a power cut leaves one of the two. Only the file's owner may read it: it holds
 * addresses. One thread at a time calls.
 */
public final class SnapshotFile {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotFile.class);
  private static final Set<StandardOpenOption> NEW =
      EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  /**
   * A snapshot that was read.
   *
   * @param writtenAtMs tracker time, since 1970
   * @param offsets next offset of each partition of {@code announces}: all before it is contained
   * @param sessions that were alive, entered into the swarms
   */
  public record Origin(long writtenAtMs, Map<Integer, Long> offsets, long sessions) {}

  private final Path file;
  private final TrackerState state;
  private final Directory directory;

  public SnapshotFile(Path file, TrackerState state, Directory directory) {
    this.file = file.toAbsolutePath();
    this.state = state;
    this.directory = directory;
  }

  /**
   * Writes what is in memory now.
   *
   * @param offsets up to which other nodes' announces have been entered
   * @return size of the file in bytes
   */
  long write(long nowMs, Map<Integer, Long> offsets) throws IOException {
    var folder = Objects.requireNonNull(file.getParent(), "a root is no file");
    var temporary = folder.resolve("." + file.getFileName() + ".new");
    Files.deleteIfExists(temporary); // of a process that was killed here
    try (var blocks = new BlockWriter(FileChannel.open(temporary, NEW, ownerOnly(folder)))) {
      new SnapshotWriter(blocks, state, directory).write(nowMs, offsets);
      blocks.end();
    } catch (IOException e) {
      Files.deleteIfExists(temporary); // it may fill a disk that others need
      throw e;
    }
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    try (var entry = FileChannel.open(folder, StandardOpenOption.READ)) {
      entry.force(true); // the new name is an entry of the folder
    }
    return Files.size(file);
  }

  private static FileAttribute<?>[] ownerOnly(Path folder) throws IOException {
    return Files.getFileStore(folder).supportsFileAttributeView("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  /**
   * Enters what the file holds; all of it, or nothing if any byte is not as it was written.
   *
   * @param oldestMs sessions that announced before are left out; tracker time, since 1970
   * @param latestMs sessions count as received then at the latest
   * @return null: there is no file, or none that can be used
   */
  public @Nullable Origin read(long oldestMs, long latestMs) {
    try {
      var reader = new BlockReader();
      reader.read(file, (_, _) -> {});
      var loader = new SnapshotLoader(state, directory, oldestMs, latestMs);
      reader.read(file, loader::take);
      return loader.origin();
    } catch (NoSuchFileException _) {
      return null;
    } catch (Damaged e) {
      LOG.atWarn()
          .addKeyValue("file", file)
          .addKeyValue("cause", e.getMessage())
          .log("the snapshot is damaged or of another version and is not used");
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("file", file)
          .addKeyValue("cause", e.toString())
          .log("the snapshot cannot be read and is not used: check the disk");
    }
    return null;
  }
}
