package equilibrium.standalone;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A disk in memory that a test can fill. Needs the right to mount; unmounted when closed. */
final class SmallDisk implements AutoCloseable {
  private static final int BLOCK = 1 << 20;

  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  static SmallDisk mount(Path folder, int mib) throws IOException {
    Files.createDirectories(folder);
    CutDisk.run(
        "mount", "-t", "tmpfs", "-o", "size=%dm".formatted(mib), "tmpfs", folder.toString());
    return new SmallDisk(folder);
  }

  Path path() {
    return folder;
  }

  /** Writes until nothing more fits, as another program might. */
  void fill() throws IOException {
    try (var channel =
        FileChannel.open(filling(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (int size = BLOCK; size > 0; size /= 16) {
        fill(channel, size);
      }
    }
  }

  private static void fill(FileChannel channel, int size) {
    try {
      while (true) {
        channel.write(ByteBuffer.allocate(size));
      }
    } catch (IOException _) {
      // full, for pieces of this size
    }
  }

  /** Takes back what {@link #fill} wrote. */
  void free() throws IOException {
    Files.deleteIfExists(filling());
  }

  private Path filling() {
    return folder.resolve("filling");
  }

  @Override
  public void close() throws IOException {
    CutDisk.run("umount", "-l", folder.toString());
  }
}
