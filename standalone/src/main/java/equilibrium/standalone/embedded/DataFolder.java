package equilibrium.standalone.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import equilibrium.platform.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The folder of everything that outlives the process; one process holds it at a time. */
public final class DataFolder implements AutoCloseable {

  /** With less, Kafka and PostgreSQL would soon stop in the middle of a write. */
  static final long LEAST_FREE_BYTES = 512L << 20;

  private static final String LOCK = "lock";

  private final Path path;
  private final FileChannel lock;

  private DataFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /** Creates the folder if need be and keeps other processes out of it until closed. */
  public static DataFolder hold(Path folder) {
    var path = folder.toAbsolutePath().normalize();
    try {
      create(path);
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
      lock.truncate(0)
          .write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(UTF_8)));
      demandSpace(path, Files.getFileStore(path).getUsableSpace());
      return new DataFolder(path, lock);
    } catch (IOException e) {
      throw new Fault("the data folder %s cannot be written: %s".formatted(path, e), e);
    }
  }

  /** Only its owner may look into one that is created here: peers' addresses lie there. */
  private static void create(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      var ownerOnly = PosixFilePermissions.fromString("rwx------");
      Files.createDirectories(path, PosixFilePermissions.asFileAttribute(ownerOnly));
    }
  }

  private static boolean locked(FileChannel lock) throws IOException {
    try {
      return lock.tryLock() != null;
    } catch (OverlappingFileLockException _) { // this very process holds it
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

  /** Absolute. */
  public Path path() {
    return path;
  }

  public Path part(String name) {
    return path.resolve(name);
  }

  /** A folder in this one, there when this returns. */
  public Path folder(String name) {
    try {
      create(part(name));
      return part(name);
    } catch (IOException e) {
      throw new Fault("the folder %s cannot be made: %s".formatted(part(name), e), e);
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new Fault(
          "the lock of the data folder %s cannot be given back: %s".formatted(path, e), e);
    }
  }
}
