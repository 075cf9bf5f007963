package equilibrium.ingress.spool;

import equilibrium.ingress.spool.Disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One file of the spool. The spool's thread appends; any thread reads what was forced. */
final class Segment {
  private static final String SUFFIX = ".spool";

  final long base;
  private final DiskFile file;
  private volatile long capacity;
  private volatile long end;

  /** When all its events were first seen to be in Kafka, as of nanoTime; 0: not yet. */
  long publishedNs;

  /**
   * A segment.
   *
   * @param base position of its first byte in the spool
   * @param capacity bytes of the file
   * @param end position behind its last record
   */
  Segment(long base, DiskFile file, long capacity, long end) {
    this.base = base;
    this.file = file;
    this.capacity = capacity;
    this.end = end;
  }

  static String name(long base) {
    return "%019d%s".formatted(base, SUFFIX);
  }

  static boolean isName(String name) {
    return name.matches("[0-9]{19}\\" + SUFFIX);
  }

  static long base(String name) {
    return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
  }

  /** Writes the records and forces them to disk. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  void append(ByteBuffer records) throws IOException {
    int bytes = records.remaining();
    file.write(records, end - base);
    file.force();
    end += bytes;
  }

  void read(ByteBuffer into, long position) throws IOException {
    file.read(into, position - base);
  }

  /** Position behind its last record on disk. */
  long end() {
    return end;
  }

  /** Bytes that it still takes. */
  long room() {
    return base + capacity - end;
  }

  long capacity() {
    return capacity;
  }

  /** Cuts off everything behind a position. */
  void truncate(long position) throws IOException {
    file.truncate(position - base);
    end = position;
    capacity = position - base;
  }

  void close() throws IOException {
    file.close();
  }
}
