package equilibrium.ingress.spool;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of the spool. One spare is made ahead, so that the spool's thread need not wait for it.
 * Files whose events are in Kafka stay for some minutes, in case Kafka loses them in a power cut.
 */
final class Segments {
  private static final Logger LOG = LoggerFactory.getLogger(Segments.class);

  private final Disk disk;
  private final SpoolConfig config;
  private final Size size;
  private final ConcurrentSkipListMap<Long, Segment> all = new ConcurrentSkipListMap<>();
  private long nextBase;
  private @Nullable Segment spare;

  /**
   * Sizes of the files.
   *
   * @param segmentBytes of each file
   * @param kept how long a file stays after all its events were seen to be in Kafka
   */
  record Size(int segmentBytes, Duration kept) {
    static final Size DEFAULT = new Size(16 << 20, Duration.ofMinutes(5));
  }

  /** Why no file can be added. */
  @SuppressWarnings("serial")
  static final class NoRoom extends IOException {
    final SpoolState state;

    NoRoom(SpoolState state) {
      super("the spool has no room: " + state);
      this.state = state;
    }
  }

  Segments(Disk disk, SpoolConfig config, Size size) {
    this.disk = disk;
    this.config = config;
    this.size = size;
  }

  /** What was found at start. */
  record Found(long end, Backlog.@Nullable Range unpublished, int damaged, int torn) {}

  /** Opens the files of an earlier process, and cuts off what was not written completely. */
  synchronized Found recover(long publishedTo) throws IOException {
    var scan = new RecoveryScan(publishedTo);
    nextBase = Math.max(nextBase, publishedTo);
    for (var name : disk.list().stream().filter(Segment::isName).sorted().toList()) {
      long base = Segment.base(name);
      var file = disk.open(name);
      var segment = new Segment(base, file, file.size(), base + file.size());
      nextBase = Math.max(nextBase, base + Math.max(file.size(), size.segmentBytes()));
      scan.read(segment);
      if (segment.end() == base) {
        segment.close();
        disk.delete(name);
      } else {
        all.put(base, segment);
      }
    }
    return scan.found();
  }

  /** The next file to write to: the spare, or a new one. */
  synchronized Segment next() throws IOException {
    var next = spare == null ? create() : spare;
    spare = null;
    all.put(next.base, next);
    return next;
  }

  /** Makes a spare if there is none. */
  synchronized void prepare() throws IOException {
    if (spare == null) {
      spare = create();
    }
  }

  private Segment create() throws IOException {
    if (bytes() + size.segmentBytes() > config.mostBytes()) {
      throw new NoRoom(SpoolState.FULL);
    }
    if (disk.usableBytes() - size.segmentBytes() < config.leastFreeBytes()) {
      throw new NoRoom(SpoolState.DISK_LOW);
    }
    long base = nextBase;
    nextBase += size.segmentBytes();
    var file = disk.create(Segment.name(base), size.segmentBytes());
    return new Segment(base, file, size.segmentBytes(), base);
  }

  boolean isDiskLow() throws IOException {
    return disk.usableBytes() < config.leastFreeBytes();
  }

  /**
   * Deletes files whose events have been in Kafka for long enough.
   *
   * @param writing the one that is written to, which stays; null: none
   */
  synchronized void delete(long publishedTo, @Nullable Segment writing, long nowNs)
      throws IOException {
    for (var segment : List.copyOf(all.values())) {
      if (segment == writing || segment.end() > publishedTo) {
        segment.publishedNs = 0;
      } else if (segment.publishedNs == 0) {
        segment.publishedNs = Math.max(1, nowNs);
      } else if (nowNs - segment.publishedNs > size.kept().toNanos()) {
        all.remove(segment.base);
        segment.close();
        disk.delete(Segment.name(segment.base));
      }
    }
  }

  /** The files that hold this stretch, in order. */
  List<Segment> between(long from, long to) {
    var found = new ArrayList<Segment>();
    var first = all.floorKey(from);
    for (var segment : all.tailMap(first == null ? from : first).values()) {
      if (segment.end() > from && segment.base < to) {
        found.add(segment);
      }
    }
    return found;
  }

  /** Position of the first event that is still there. */
  synchronized long first() {
    return all.isEmpty() ? nextBase : all.firstKey();
  }

  /** Bytes that all files take. */
  synchronized long bytes() {
    return all.values().stream().mapToLong(Segment::capacity).sum()
        + (spare == null ? 0 : spare.capacity());
  }

  synchronized void close() {
    var open = new ArrayList<>(all.values());
    if (spare != null) {
      open.add(spare);
    }
    for (var segment : open) {
      try {
        segment.close();
      } catch (IOException e) {
        LOG.atWarn().addKeyValue("cause", e.getMessage()).log("a file of the spool is not closed");
      }
    }
  }
}
