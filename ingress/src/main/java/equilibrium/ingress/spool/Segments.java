package equilibrium.ingress.spool;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiConsumer;
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

  /**
   * Files that are not read yet, or could not be read: by their base, where their first event may
   * be that is not in Kafka.
   */
  private final ConcurrentSkipListMap<Long, Long> unread = new ConcurrentSkipListMap<>();

  private volatile boolean found;
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

  /**
   * What files hold.
   *
   * @param unpublished what is not known to be in Kafka, at most one range a file
   * @param damaged places that hold no valid record
   * @param torn files that end in something else than a record
   */
  record Found(List<Backlog.Range> unpublished, int damaged, int torn) {
    Found {
      unpublished = List.copyOf(unpublished);
    }
  }

  /**
   * Finds the files of an earlier process. No new file takes the place of one of them, whether or
   * not it can be read.
   */
  synchronized void find(long publishedTo) throws IOException {
    nextBase = Math.max(nextBase, publishedTo);
    for (var name : disk.list().stream().filter(Segment::isName).toList()) {
      long base = Segment.base(name);
      unread.put(base, publishedTo);
      nextBase = Math.max(nextBase, base + size.segmentBytes());
    }
    found = true;
  }

  /** Whether {@link #find} has ended well. */
  boolean isFound() {
    return found;
  }

  /**
   * Reads the files that are not read yet, and cuts off what was not written completely. Those that
   * cannot be read stay, and the others are found all the same.
   *
   * @param failed is told of each file that cannot be read
   */
  synchronized Found read(BiConsumer<String, IOException> failed) {
    var scan = new RecoveryScan();
    for (var file : List.copyOf(unread.entrySet())) {
      try {
        read(file.getKey(), file.getValue(), scan);
        unread.remove(file.getKey());
      } catch (NoSuchFileException _) { // an operator has given it up
        unread.remove(file.getKey());
      } catch (IOException e) {
        failed.accept(Segment.name(file.getKey()), e);
      }
    }
    return scan.found();
  }

  private void read(long base, long from, RecoveryScan scan) throws IOException {
    var file = disk.open(Segment.name(base));
    var segment = new Segment(base, file, file.size(), base + file.size());
    nextBase = Math.max(nextBase, segment.end());
    try {
      scan.read(segment, from);
    } catch (IOException e) {
      closeQuietly(segment);
      throw e;
    }
    if (segment.end() == base) {
      segment.close();
      disk.delete(Segment.name(base));
    } else {
      all.put(base, segment);
    }
  }

  /**
   * Has a file be read again later, which cannot be read now.
   *
   * @param from where its first event may be that is not in Kafka
   */
  synchronized void setAside(Segment segment, long from) {
    if (all.remove(segment.base) != null) {
      unread.put(segment.base, from);
      closeQuietly(segment);
    }
  }

  /** Where the next file begins. */
  synchronized long nextBase() {
    return nextBase;
  }

  /** Where the first event may be in a file that is not read; no such file: the position. */
  long unreadFrom(long position) {
    return unread.entrySet().stream()
        .mapToLong(file -> Math.max(file.getKey(), file.getValue()))
        .reduce(position, Math::min);
  }

  boolean hasUnread() {
    return !unread.isEmpty();
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
   * @param confirmedNs when the log was last seen to have them, as of nanoTime. While Kafka is away
   *     nobody knows what it will have lost, so no file grows older.
   */
  synchronized void delete(
      long publishedTo, @Nullable Segment writing, long nowNs, long confirmedNs)
      throws IOException {
    for (var segment : List.copyOf(all.values())) {
      if (segment == writing || segment.end() > publishedTo) {
        segment.publishedNs = 0;
      } else if (segment.publishedNs == 0) {
        segment.publishedNs = Math.max(1, nowNs);
      } else if (confirmedNs - segment.publishedNs > size.kept().toNanos()) {
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
    open.forEach(Segments::closeQuietly);
  }

  private static void closeQuietly(Segment segment) {
    try {
      segment.close();
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("cause", e.getMessage()).log("a file of the spool is not closed");
    }
  }
}
