package equilibrium.ingress.spool;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import equilibrium.platform.file.DurableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A real folder, which only its owner may enter: events contain addresses. */
final class FolderDisk implements Disk {
  private static final int CHUNK_BYTES = 1 << 20;
  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
  private static final Set<StandardOpenOption> OLD =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);

  private final Path folder;

  FolderDisk(Path folder) {
    this.folder = folder;
  }

  /** A file by its channel. */
  private record ChannelFile(FileChannel channel) implements DiskFile {
    @Override
    public void write(ByteBuffer bytes, long at) throws IOException {
      long next = at;
      while (bytes.hasRemaining()) {
        next += channel.write(bytes, next);
      }
    }

    @Override
    public void force() throws IOException {
      channel.force(false); // the size was set by create
    }

    @Override
    public void read(ByteBuffer into, long at) throws IOException {
      long next = at;
      while (into.hasRemaining()) {
        int read = channel.read(into, next);
        if (read < 0) {
          return;
        }
        next += read;
      }
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void truncate(long bytes) throws IOException {
      channel.truncate(bytes);
      channel.force(true);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  @Override
  public List<String> list() throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, attributes("rwx------"));
      forceFolder(folder.toAbsolutePath().getParent());
    }
    try (var all = Files.list(folder)) {
      return all.map(path -> path.getFileName().toString()).toList();
    }
  }

  @Override
  public DiskFile create(String name, long bytes) throws IOException {
    var path = folder.resolve(name);
    var channel = FileChannel.open(path, NEW, attributes("rw-------"));
    try {
      var file = new ChannelFile(channel);
      var zeros = ByteBuffer.allocateDirect((int) Math.min(CHUNK_BYTES, bytes));
      for (long at = 0; at < bytes; at += CHUNK_BYTES) {
        file.write(zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - at)), at);
      }
      channel.force(true);
      forceFolder(folder);
      return file;
    } catch (IOException e) {
      channel.close();
      Files.deleteIfExists(path); // gives the room back
      throw e;
    }
  }

  @Override
  public DiskFile open(String name) throws IOException {
    return new ChannelFile(FileChannel.open(folder.resolve(name), OLD));
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(folder.resolve(name));
  }

  @Override
  public long usableBytes() {
    return folder.toFile().getUsableSpace(); // does not read the table of mounts
  }

  @Override
  public @Nullable String text(String name) throws IOException {
    var path = folder.resolve(name);
    return Files.exists(path) ? Files.readString(path, ISO_8859_1) : null;
  }

  @Override
  public void replace(String name, String text) throws IOException {
    DurableFile.write(folder.resolve(name), text);
  }

  private static void forceFolder(@Nullable Path path) throws IOException {
    if (path != null) {
      try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private FileAttribute<?>[] attributes(String mode) throws IOException {
    var there = folder.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return Files.getFileStore(there).supportsFileAttributeView("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }
}
