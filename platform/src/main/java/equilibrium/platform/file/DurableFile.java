package equilibrium.platform.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * Writes small files so that a crash or a power cut leaves either the former content or the whole
 * new one, on disk when the call returns. Only the file's owner may read it.
 */
public final class DurableFile {
  private static final Set<StandardOpenOption> NEW =
      EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  /**
   * The file's text. Bytes that are no text, as a torn file may hold, become replacement
   * characters, so that the reader's own check of the content reports them.
   */
  public static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), UTF_8);
  }

  /** Replaces the file if there is one. Its folder must exist. */
  public static void write(Path file, String text) throws IOException {
    var folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a root is no file");
    var temporary = folder.resolve("." + file.getFileName() + ".new");
    Files.deleteIfExists(temporary); // of a process that was killed here
    try (var channel = FileChannel.open(temporary, NEW, ownerOnly(folder))) {
      var bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
    publish(temporary, file);
  }

  /**
   * Gives a file or a folder that was written beside it its final name, once its content is on
   * disk. A folder must not replace one.
   */
  public static void publish(Path written, Path file) throws IOException {
    force(written);
    if (Files.isDirectory(written)) {
      try (var content = Files.newDirectoryStream(written)) {
        for (var part : content) {
          force(part);
        }
      }
    }
    Files.move(written, file, ATOMIC_MOVE);
    force(Objects.requireNonNull(file.toAbsolutePath().getParent(), "a root is no file"));
  }

  /** Puts the content of a file or a folder on disk; a folder's entries are its content. */
  public static void force(Path path) throws IOException {
    try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path folder) throws IOException {
    return Files.getFileStore(folder).supportsFileAttributeView("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private DurableFile() {}
}
