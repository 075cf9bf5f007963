package equilibrium.platform;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the disk of the data folder has room for more events. Below the mark nothing is recorded,
 * so that Kafka and PostgreSQL, which fail on a full disk, keep the rest for themselves. Recording
 * goes on once an eighth more than the mark is free. Asking never touches the disk.
 */
public final class DiskRoom {
  private static final Logger LOG = LoggerFactory.getLogger(DiskRoom.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /**
   * What {@code /status} shows.
   *
   * @param leastFreeBytes the mark
   * @param recording whether there is room for events
   */
  record Status(long freeBytes, long leastFreeBytes, boolean recording) {}

  private final LongSupplier free;
  private final long leastBytes;
  private volatile long freeBytes;
  private volatile boolean room = true;

  DiskRoom(LongSupplier free, long leastBytes) {
    this.free = free;
    this.leastBytes = leastBytes;
    measure();
  }

  /** The disk of a folder that exists. */
  static DiskRoom of(Path folder, long leastBytes) {
    return new DiskRoom(() -> freeBytes(folder), leastBytes);
  }

  /** Always has room. */
  public static DiskRoom unlimited() {
    return new DiskRoom(() -> Long.MAX_VALUE, 0);
  }

  private static long freeBytes(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException _) {
      return 0; // a disk that cannot be asked holds no events either
    }
  }

  /** Measures once a second until the task is closed; shows it in {@code /status} and metrics. */
  public BackgroundTask watch(Health health, MeterRegistry metrics) {
    health.status("disk", () -> new Status(freeBytes, leastBytes, room));
    health.trouble("disk", () -> room ? "" : "nearly full, so announces are not recorded");
    Gauge.builder("equilibrium_disk_free_bytes", () -> freeBytes)
        .description("Free space of the disk that holds the data folder")
        .register(metrics);
    Gauge.builder("equilibrium_disk_room", () -> room ? 1 : 0)
        .description("Whether the disk has room for events: 1, or 0 while none is recorded")
        .register(metrics);
    return BackgroundTask.start(
        "disk-room",
        task -> {
          do {
            measure();
          } while (!task.isClosed(INTERVAL));
        });
  }

  void measure() {
    freeBytes = free.getAsLong();
    boolean enough = freeBytes >= (room ? leastBytes : leastBytes + leastBytes / 8);
    if (enough == room) {
      return;
    }
    room = enough;
    var log = enough ? LOG.atInfo() : LOG.atError();
    log.addKeyValue("freeMib", freeBytes >> 20)
        .addKeyValue("leastFreeMib", leastBytes >> 20)
        .log(
            enough
                ? "the disk has room again: announces are recorded"
                : "the disk is nearly full: announces are answered but not recorded; make room, and recording goes on by itself");
  }

  public boolean hasRoom() {
    return room;
  }
}
