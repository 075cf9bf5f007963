package equilibrium.bench.faults;

import equilibrium.bench.process.Tool;
import equilibrium.bench.process.Waiting;
import equilibrium.platform.Fault;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An ext4 file system in a file, which can lose its power, fill up or hang. Only root may mount it.
 */
final class LoopDisk implements AutoCloseable {
  private static final long SIZE_BYTES = 3L << 30;

  /** EXT4_IOC_SHUTDOWN, with the flag that drops what the journal has not flushed. */
  private static final long SHUTDOWN = 0x8004587DL;

  private static final int WITHOUT_FLUSH = 2;
  private static final int READ_ONLY = 0;
  private static final long MOST_LEFT_BYTES = 1 << 20;

  private final Path image;
  private final Path folder;
  private boolean mounted;
  private volatile boolean hung;
  private @Nullable SlowWrites slow;

  private LoopDisk(Path image, Path folder) {
    this.image = image;
    this.folder = folder;
  }

  static LoopDisk mounted(Path work) {
    var disk = new LoopDisk(work.resolve("disk.img"), work.resolve("disk"));
    try (var file = new RandomAccessFile(disk.image.toFile(), "rw")) {
      file.setLength(SIZE_BYTES);
      Files.createDirectories(disk.folder);
    } catch (IOException e) {
      throw new Fault("a disk cannot be made in %s: %s".formatted(work, e), e);
    }
    Tool.run("mkfs.ext4", "-q", "-F", disk.image.toString());
    disk.mount();
    try {
      Tool.run("sync", "-f", disk.folder.toString());
      return disk;
    } catch (RuntimeException e) {
      disk.close();
      throw e;
    }
  }

  private void mount() {
    Tool.run("mount", "-o", "loop", image.toString(), folder.toString());
    mounted = true;
  }

  /** Where it is mounted. */
  Path folder() {
    return folder;
  }

  /** What was not flushed is gone; nothing can be read or written until {@link #plugIn}. */
  @SuppressWarnings("restricted") // the only way to ask the file system
  void cutPower() {
    var linker = Linker.nativeLinker();
    try (var arena = Arena.ofConfined()) {
      var open =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("open"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
              Linker.Option.firstVariadicArg(2));
      var ioctl =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("ioctl"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.ADDRESS),
              Linker.Option.firstVariadicArg(2));
      var close =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("close"),
              FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
      int fd = (int) open.invokeExact(arena.allocateFrom(folder.toString()), READ_ONLY);
      var flag = arena.allocateFrom(ValueLayout.JAVA_INT, WITHOUT_FLUSH);
      int failed = (int) ioctl.invokeExact(fd, SHUTDOWN, flag);
      int _ = (int) close.invokeExact(fd);
      if (fd < 0 || failed != 0) {
        throw new Fault(
            "the power of %s cannot be cut: is it ext4, and are you root?".formatted(folder));
      }
    } catch (Fault e) {
      throw e;
    } catch (Throwable e) { // declared by every method handle
      throw new IllegalStateException(e);
    }
  }

  /** Mounts it again after a power cut; nobody may use it. */
  void plugIn() {
    unmount();
    mount();
  }

  private void unmount() {
    if (mounted && !Waiting.within(Duration.ofSeconds(20), this::tryUnmount)) {
      throw new Fault("%s cannot be unmounted: something still uses it".formatted(folder));
    }
    mounted = false;
  }

  private boolean tryUnmount() {
    try {
      Tool.run("umount", folder.toString());
      return true;
    } catch (Fault _) {
      return false;
    }
  }

  /** Leaves no room. */
  void fill() {
    var end = "dd";
    try {
      Tool.run("dd", "if=/dev/zero", "of=" + folder.resolve("filler"), "bs=1M");
    } catch (Fault e) { // because the disk is full, or for another reason
      end = e.getMessage();
    }
    try {
      long freeBytes = Files.getFileStore(folder).getUsableSpace();
      if (freeBytes > MOST_LEFT_BYTES) {
        throw new Fault("%s is not full, %,d bytes are left: %s".formatted(folder, freeBytes, end));
      }
    } catch (IOException e) {
      throw new Fault("the room of %s cannot be asked: %s".formatted(folder, e), e);
    }
  }

  void empty() {
    Tool.run("rm", "-f", folder.resolve("filler").toString());
  }

  void hang() {
    Tool.run("fsfreeze", "-f", folder.toString());
    hung = true;
  }

  void goOn() {
    Tool.run("fsfreeze", "-u", folder.toString());
    hung = false;
  }

  /** Each write waits up to so long, until {@link #hasten}. */
  synchronized void slowDown(Duration longest) {
    slow = new SlowWrites(this, longest);
  }

  synchronized void hasten() {
    if (slow != null) {
      slow.close();
      slow = null;
    }
  }

  /** Lets writers go on, so that they can end. */
  void release() {
    hasten();
    if (hung) {
      goOn();
    }
  }

  @Override
  public void close() {
    unmount();
  }
}
