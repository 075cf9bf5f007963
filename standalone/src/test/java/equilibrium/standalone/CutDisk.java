package equilibrium.standalone;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;

import equilibrium.testing.Await;
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

  /** The image as a block device. It is attached once, so that a mount needs nothing but it. */
  private final String device;

  private final Path folder;

  private CutDisk(String device, Path folder) {
    this.device = device;
    this.folder = folder;
  }

  /** A new one below the folder. */
  static CutDisk in(Path parent, int mib) throws IOException {
    var image = parent.resolve("image").toString();
    var folder = Files.createDirectories(parent.resolve("disk"));
    run("truncate", "-s", mib + "M", image);
    run("mkfs.ext4", "-q", "-F", image);
    var disk = new CutDisk(run("losetup", "--find", "--show", image).strip(), folder);
    disk.mount();
    return disk;
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

  /** Puts the power on again; nobody may use the disk meanwhile. */
  void restore() throws IOException {
    Await.until("nobody uses the disk", this::unmounted);
    mount();
  }

  private void mount() throws IOException {
    run("mount", device, folder.toString());
  }

  private boolean unmounted() {
    try {
      run("umount", folder.toString());
      return true;
    } catch (IOException _) {
      return false;
    }
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
