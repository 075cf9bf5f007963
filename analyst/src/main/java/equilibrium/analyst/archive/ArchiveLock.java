package equilibrium.analyst.archive;

import equilibrium.platform.Fault;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Held while an export writes into a folder. A second one would delete the unfinished files of the
 * first. The system gives it back when a process is killed.
 */
public final class ArchiveLock implements AutoCloseable {
  private static final String FILE = ".lock";

  private final FileChannel channel;

  private ArchiveLock(FileChannel channel) {
    this.channel = channel;
  }

  /** A {@link Fault} if another export holds it. The folder must exist. */
  public static ArchiveLock of(Path archive) {
    try {
      var channel =
          FileChannel.open(
              archive.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isHeld(channel)) {
        channel.close();
        throw new Fault(
            "%s is written by another export: wait for it, or export to another folder"
                .formatted(archive));
      }
      return new ArchiveLock(channel);
    } catch (IOException e) {
      throw new Fault("%s cannot be locked: %s".formatted(archive, e.getMessage()), e);
    }
  }

  private static boolean isHeld(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException _) {
      return false; // by another export of this process
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException _) {
      // the process ends, or opens it again
    }
  }
}
