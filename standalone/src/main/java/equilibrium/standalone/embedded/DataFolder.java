package equilibrium.standalone.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import equilibrium.platform.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of everything that outlives the process. One process uses it at a time, and only its
 * owner may enter it, because it contains peers' addresses.
 */
public final class DataFolder implements AutoCloseable {

  /** Free space at start at least: with less, Kafka and PostgreSQL would soon fail to write. */
  static final long LEAST_FREE_BYTES = 512L << 20;

  private static final String LOCK = "lock";
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");
  private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);

  private final Path path;
  private final FileChannel lock;
  private final boolean cut;
  private volatile boolean settled;

  private DataFolder(Path path, FileChannel lock, boolean cut) {
    this.path = path;
    this.lock = lock;
    this.cut = cut;
  }

  /** Creates the folder if it is missing, and locks it against other processes until closed. */
  public static DataFolder hold(Path folder) {
    var path = folder.toAbsolutePath().normalize();
    try {
      create(path);
      // Before the lock is written: a start that is refused is no process that was killed.
      demandSpace(path, Files.getFileStore(path).getUsableSpace());
      var lock =
          FileChannel.open(
              path.resolve(LOCK),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      if (!locked(lock)) {
        var owner = Files.readString(path.resolve(LOCK)).strip();
        lock.close();
        throw new Fault("the data folder %s is in use by process %s".formatted(path, owner));
      }
      boolean cut = lock.size() > 0;
      mark(lock, ProcessHandle.current().pid());
      lock.force(true);
      return new DataFolder(path, lock, cut);
    } catch (IOException e) {
      throw new Fault("the data folder %s cannot be written: %s".formatted(path, e), e);
    }
  }

  /** Over the former mark: without any, the next process would take this one's end for orderly. */
  static void mark(SeekableByteChannel lock, long pid) throws IOException {
    var text = (pid + "\n").getBytes(UTF_8);
    lock.write(ByteBuffer.wrap(text));
    lock.truncate(text.length);
  }

  private static void create(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      Files.createDirectories(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    }
    closeToOthers(path);
  }

  /** A folder that was there before may be open to other users of the machine. */
  private static void closeToOthers(Path path) throws IOException {
    if (OWNER_ONLY.containsAll(Files.getPosixFilePermissions(path))) {
      return;
    }
    try {
      Files.setPosixFilePermissions(path, OWNER_ONLY);
      LOG.atInfo().addKeyValue("folder", path).log("closed to other users of this machine");
    } catch (IOException e) {
      throw new Fault(
          "the data folder %s is open to other users, and its mode cannot be changed to 0700: %s; it contains peers' addresses: choose a folder that this user owns"
              .formatted(path, e),
          e);
    }
  }

  private static boolean locked(FileChannel lock) throws IOException {
    try {
      return lock.tryLock() != null;
    } catch (OverlappingFileLockException _) { // this process holds it already
      return false;
    }
  }

  static void demandSpace(Path path, long freeBytes) {
    if (freeBytes < LEAST_FREE_BYTES) {
      throw new Fault(
          "the data folder %s has %d MiB of disk left, but needs at least %d MiB"
              .formatted(path, freeBytes >> 20, LEAST_FREE_BYTES >> 20));
    }
  }

  /** Whether the process that held the folder last was killed, or ended by a power cut. */
  public boolean isAfterCut() {
    return cut;
  }

  /**
   * What the end of the former process left is put right. Until then the end of this one, in
   * whatever order, leaves the next with the same task.
   */
  public void settle() {
    settled = true;
  }

  /** Absolute. */
  public Path path() {
    return path;
  }

  public Path part(String name) {
    return path.resolve(name);
  }

  /** A folder in this one, created if it is missing. */
  public Path folder(String name) {
    try {
      create(part(name));
      return part(name);
    } catch (IOException e) {
      throw new Fault("the folder %s cannot be created: %s".formatted(part(name), e), e);
    }
  }

  @Override
  public void close() {
    try {
      if (settled || !cut) {
        lock.truncate(0);
      }
      lock.close();
    } catch (IOException e) {
      throw new Fault(
          "the lock of the data folder %s cannot be released: %s".formatted(path, e), e);
    }
  }
}
