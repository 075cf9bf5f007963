package equilibrium.peer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** One process at a time uses the folder of a peer. */
final class FolderLock implements AutoCloseable {
  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Throws a {@link PeerFault} if another peer has the folder. */
  static FolderLock on(Path folder) {
    try {
      Files.createDirectories(folder);
      var channel =
          FileChannel.open(
              folder.resolve("peer.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new PeerFault(
            "another peer uses %s: stop it, or give this one a folder of its own with --data"
                .formatted(folder));
      }
      return new FolderLock(channel);
    } catch (IOException e) {
      throw new PeerFault("%s cannot be used: %s".formatted(folder, e), e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException _) {
      return null; // another peer of this process
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
