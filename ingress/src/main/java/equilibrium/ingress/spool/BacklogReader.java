package equilibrium.ingress.spool;

import equilibrium.ingress.spool.Backlog.Range;
import equilibrium.ingress.spool.Spool.Chunk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads events of the backlog from the files. A file that cannot be read is set aside, and its
 * events wait again once it can.
 */
final class BacklogReader {
  private final Segments segments;
  private final Backlog backlog;
  private final SpoolMetrics metrics;
  private final BiConsumer<String, IOException> failed;

  /**
   * A reader.
   *
   * @param failed is told of each file that cannot be read
   */
  BacklogReader(
      Segments segments,
      Backlog backlog,
      SpoolMetrics metrics,
      BiConsumer<String, IOException> failed) {
    this.segments = segments;
    this.backlog = backlog;
    this.metrics = metrics;
    this.failed = failed;
  }

  /** The oldest events that wait; null: none waits. */
  @Nullable Chunk next(int most) {
    var range = backlog.next();
    return range == null ? null : read(range, most);
  }

  private Chunk read(Range range, int most) {
    var events = new ArrayList<SpooledEvent>(most);
    for (var segment : segments.between(range.from(), range.to())) {
      var reader = reader(segment, range);
      try {
        for (var event = reader.next(); event != null; event = reader.next()) {
          events.add(event);
          if (events.size() == most) {
            metrics.damaged.increment(reader.gaps());
            return new Chunk(range.from(), event.next(), events);
          }
        }
      } catch (IOException e) {
        setAside(segment, reader.validTo(), e);
        return new Chunk(range.from(), Math.min(range.to(), segment.end()), events);
      }
      metrics.damaged.increment(reader.gaps() + (reader.endsInGarbage() ? 1 : 0));
    }
    return new Chunk(range.from(), range.to(), events);
  }

  private static RecordReader reader(Segment segment, Range range) {
    return new RecordReader(
        segment, Math.max(range.from(), segment.base), Math.min(range.to(), segment.end()));
  }

  private void setAside(Segment segment, long from, IOException e) {
    segments.setAside(segment, from);
    failed.accept(Segment.name(segment.base), e);
  }

  /** Has events wait again that were stored since then; returns how many. */
  long again(long sinceMs) {
    long events = 0;
    for (var gap : backlog.published(segments.first())) {
      boolean begun = false;
      for (var segment : segments.between(gap.from(), gap.to())) {
        var found = stored(segment, gap, begun ? Long.MIN_VALUE : sinceMs);
        if (found != null) {
          backlog.await(found);
          events += found.events();
          begun = true;
        }
      }
    }
    return events;
  }

  /** What of this stretch was stored in a file since then; null: nothing. */
  private @Nullable Range stored(Segment segment, Range gap, long sinceMs) {
    long from = -1;
    long storedAtMs = 0;
    long events = 0;
    var reader = reader(segment, gap);
    try {
      for (var event = reader.next(); event != null; event = reader.next()) {
        if (from < 0 && event.storedAtMs() >= sinceMs) {
          from = event.position();
          storedAtMs = event.storedAtMs();
        }
        events += from < 0 ? 0 : 1;
      }
    } catch (IOException e) {
      setAside(segment, segment.base, e);
      return null;
    }
    return from < 0 ? null : new Range(from, Math.min(gap.to(), segment.end()), storedAtMs, events);
  }
}
