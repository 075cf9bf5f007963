package equilibrium.ingress.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory with a cache: what was not forced may be lost in a power cut, sector by sector.
 * It can fail, hang and be full.
 */
final class VolatileDisk implements Disk {
  private static final int SECTOR = 512;

  final Map<String, Content> files = new ConcurrentSkipListMap<>();
  private final Map<String, String> texts = new ConcurrentSkipListMap<>();

  /** Bytes that the disk says it has. */
  volatile long usable = Long.MAX_VALUE;

  /** So many further calls of force fail. */
  volatile int failingForces;

  /** How often the spool has asked for the room: once in each round of its care. */
  final AtomicInteger roomAsked = new AtomicInteger();

  /** Names of files that cannot be read. */
  final Set<String> unreadable = ConcurrentHashMap.newKeySet();

  /** What every force does first. */
  volatile Runnable beforeForce = () -> {};

  /** A file: as the process sees it, and as it is on the disk. */
  final class Content implements DiskFile {
    byte[] seen;
    byte[] onDisk;

    Content(byte[] onDisk) {
      this.seen = onDisk.clone();
      this.onDisk = onDisk;
    }

    @Override
    public synchronized void write(ByteBuffer bytes, long at) {
      bytes.get(seen, (int) at, bytes.remaining());
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    public void force() throws IOException {
      beforeForce.run();
      if (failingForces > 0) {
        failingForces--;
        throw new IOException("input/output error");
      }
      synchronized (this) {
        onDisk = seen.clone();
      }
    }

    @Override
    public void read(ByteBuffer into, long at) throws IOException {
      if (unreadable.stream().anyMatch(name -> equals(files.get(name)))) {
        throw new IOException("input/output error");
      }
      copy(into, at);
    }

    private synchronized void copy(ByteBuffer into, long at) {
      int bytes = (int) Math.min(into.remaining(), Math.max(0, seen.length - at));
      into.put(seen, (int) at, Math.max(0, bytes));
    }

    @Override
    public synchronized long size() {
      return seen.length;
    }

    @Override
    public synchronized void truncate(long bytes) {
      seen = Arrays.copyOf(seen, (int) bytes);
      onDisk = seen.clone();
    }

    @Override
    public void close() {}
  }

  /** The disk after a power cut now: of what was not forced, any sectors are there. */
  VolatileDisk afterPowerCut(SplittableRandom random) {
    var after = new VolatileDisk();
    files.forEach((name, file) -> {
      synchronized (file) {
        var left = file.onDisk.clone();
        for (int at = 0; at < left.length; at += SECTOR) {
          if (random.nextBoolean()) {
            System.arraycopy(file.seen, at, left, at, Math.min(SECTOR, left.length - at));
          }
        }
        after.files.put(name, after.new Content(left));
      }
    });
    after.texts.putAll(texts);
    return after;
  }

  /** The same files as a disk of its own. */
  VolatileDisk copy() {
    var copy = new VolatileDisk();
    files.forEach((name, file) -> copy.files.put(name, copy.new Content(file.onDisk.clone())));
    copy.texts.putAll(texts);
    return copy;
  }

  @Override
  public List<String> list() {
    return List.copyOf(files.keySet());
  }

  @Override
  public DiskFile create(String name, long bytes) throws IOException {
    if (usable < bytes) {
      throw new IOException("no space left on device");
    }
    var file = new Content(new byte[(int) bytes]);
    if (files.putIfAbsent(name, file) != null) {
      throw new IOException("there is such a file: " + name);
    }
    return file;
  }

  @Override
  public DiskFile open(String name) throws IOException {
    var file = files.get(name);
    if (file == null) {
      throw new NoSuchFileException(name);
    }
    return file;
  }

  @Override
  public void delete(String name) {
    files.remove(name);
  }

  @Override
  public long usableBytes() {
    roomAsked.incrementAndGet();
    return usable;
  }

  @Override
  public @Nullable String text(String name) {
    return texts.get(name);
  }

  @Override
  public void replace(String name, String text) {
    texts.put(name, text);
  }
}
