package equilibrium.ingress.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes events in groups: copies their records into one buffer, writes it, forces it to disk, and
 * only then tells them. After a failure the file is given up: what a second force would say of the
 * same bytes means nothing. One thread.
 */
final class SpoolWriter {
  private static final int BUFFER_BYTES = 1 << 20;

  private final Segments segments;
  private final Backlog backlog;
  private final SpoolMetrics metrics;
  private final RecordFormat format = new RecordFormat();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private volatile @Nullable Segment segment;

  SpoolWriter(Segments segments, Backlog backlog, SpoolMetrics metrics) {
    this.segments = segments;
    this.backlog = backlog;
    this.metrics = metrics;
  }

  /** The file that is written to; null: none yet. */
  @Nullable Segment segment() {
    return segment;
  }

  /** Stores the events in their order; those that are not stored are refused. */
  void commit(List<SpoolEntry> events) throws IOException {
    long nowMs = System.currentTimeMillis();
    int from = 0;
    try {
      while (from < events.size()) {
        int to = fill(events, from, nowMs);
        flush(events.subList(from, to), nowMs);
        from = to;
      }
    } catch (IOException | RuntimeException e) { // the latter: an event cannot be serialized
      var lost = events.subList(from, events.size());
      metrics.refused.increment(lost.size());
      lost.forEach(SpoolEntry::refused);
      throw e;
    }
  }

  /** Copies as many records as the buffer and the file have room for; returns the next index. */
  private int fill(List<SpoolEntry> events, int from, long nowMs) throws IOException {
    var into = segment;
    if (into == null || into.room() < RecordFormat.bytes(events.get(from))) {
      into = segments.next();
      segment = into;
    }
    buffer.clear();
    int next = from;
    while (next < events.size()
        && RecordFormat.bytes(events.get(next))
            <= Math.min(buffer.capacity(), into.room()) - buffer.position()) {
      format.write(buffer, into.end() + buffer.position(), nowMs, events.get(next));
      next++;
    }
    buffer.flip();
    if (next == from) {
      throw new IOException("an event of %d bytes".formatted(RecordFormat.bytes(events.get(from))));
    }
    return next;
  }

  private void flush(List<SpoolEntry> events, long nowMs) throws IOException {
    var into = segment;
    if (into == null) {
      throw new IOException("no file to write to");
    }
    long startNs = System.nanoTime();
    try {
      into.append(buffer);
    } catch (IOException e) {
      segment = null; // never forced again
      metrics.failures.increment();
      throw e;
    }
    metrics.writes.record(System.nanoTime() - startNs, TimeUnit.NANOSECONDS);
    metrics.stored.increment(events.size());
    var group = backlog.store(into.end(), nowMs, events.size());
    for (var event : events) {
      event.stored(group);
    }
  }
}
