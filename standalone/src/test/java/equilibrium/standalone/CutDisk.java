package equilibrium.standalone;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An ext4 file system in a file, which can lose its power: everything that was not flushed is gone
 * afterwards, as by a power cut. Needs the right to mount.
 */
final class CutDisk implements AutoCloseable {
  /** EXT4_IOC_SHUTDOWN, with the argument that the journal is not flushed either. */
  private static final long SHUTDOWN = 0x8004587DL;

  private static final int WITHOUT_FLUSH = 2;

  private final Path folder;
  private Path image;
  private String device;

  private CutDisk(Path image, Path folder) throws IOException {
    this.folder = folder;
    this.image = image;
    device = mount();
  }

  /** A new one below the folder. */
  static CutDisk in(Path parent, int mib) throws IOException {
    var image = parent.resolve("image");
    run("truncate", "-s", mib + "M", image.toString());
    run("mkfs.ext4", "-q", "-F", image.toString());
    return new CutDisk(image, Files.createDirectories(parent.resolve("disk")));
  }

  Path path() {
    return folder;
  }

  /** Writes everything to the disk. */
  void flush() throws IOException {
    run("sync", "-f", folder.toString());
  }

  /** From here on nothing reaches the disk any more. */
  @SuppressWarnings("restricted") // calls of the system
  void cut() throws Throwable {
    var linker = Linker.nativeLinker();
    var lookup = linker.defaultLookup();
    var variadic = Linker.Option.firstVariadicArg(2);
    var open =
        linker.downcallHandle(
            lookup.findOrThrow("open"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
            variadic);
    var ioctl =
        linker.downcallHandle(
            lookup.findOrThrow("ioctl"),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
            variadic);
    var close =
        linker.downcallHandle(
            lookup.findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    try (var arena = Arena.ofConfined()) {
      int file = (int) open.invokeExact(arena.allocateFrom(folder.toString()), 0);
      int result =
          (int) ioctl.invokeExact(file, SHUTDOWN, arena.allocateFrom(JAVA_INT, WITHOUT_FLUSH));
      int closed = (int) close.invokeExact(file);
      if (file < 0 || result != 0 || closed != 0) {
        throw new IOException("the power of %s cannot be cut".formatted(folder));
      }
    }
  }

  /**
   * Puts the power on again, for a copy of what the disk has: the disk itself stays shut down as
   * long as any process holds it, in any namespace.
   */
  void restore() throws IOException {
    var copy = image.resolveSibling(image.getFileName() + "'");
    run("cp", "--sparse=always", image.toString(), copy.toString());
    close();
    Files.delete(image);
    image = copy;
    device = mount();
  }

  private String mount() throws IOException {
    var attached = run("losetup", "--find", "--show", image.toString()).strip();
    run("mount", attached, folder.toString());
    return attached;
  }

  /** Runs a command of the system, which must succeed, and returns what it says. */
  static String run(String... command) throws IOException {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      var said = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ": " + said);
      }
      return said;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Processes that were killed may still hold files: mount and device go with them. */
  @Override
  public void close() throws IOException {
    run("umount", "-l", folder.toString());
    run("losetup", "--detach", device);
  }
}
