package equilibrium.ingress.spool;

import equilibrium.ingress.spool.Backlog.Range;
import equilibrium.ingress.spool.Spool.Chunk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads events of the backlog from the files. A file that cannot be read is passed over. */
final class BacklogReader {
  private final Segments segments;
  private final Backlog backlog;
  private final SpoolMetrics metrics;
  private final Consumer<IOException> failed;

  /**
   * A reader.
   *
   * @param failed is told of each file that cannot be read
   */
  BacklogReader(
      Segments segments, Backlog backlog, SpoolMetrics metrics, Consumer<IOException> failed) {
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
      long from = Math.max(range.from(), segment.base);
      var reader = new RecordReader(segment, from, Math.min(range.to(), segment.end()));
      try {
        for (var event = reader.next(); event != null; event = reader.next()) {
          events.add(event);
          if (events.size() == most) {
            metrics.damaged.increment(reader.gaps());
            return new Chunk(range.from(), event.next(), events);
          }
        }
      } catch (IOException e) {
        failed.accept(e);
        if (!events.isEmpty()) {
          return new Chunk(range.from(), reader.validTo(), events); // and tries the rest again
        }
        metrics.damaged.increment();
      }
      metrics.damaged.increment(reader.gaps() + (reader.endsInGarbage() ? 1 : 0));
    }
    return new Chunk(range.from(), range.to(), events);
  }

  /** Has events wait again that were stored since then; returns how many. */
  long again(long sinceMs) {
    long events = 0;
    for (var gap : backlog.published(segments.first())) {
      var found = stored(gap, sinceMs);
      if (found != null) {
        backlog.await(found);
        events += found.events();
      }
    }
    return events;
  }

  /** What of this stretch was stored since then; null: nothing. */
  private @Nullable Range stored(Range gap, long sinceMs) {
    long from = -1;
    long storedAtMs = 0;
    long events = 0;
    for (var segment : segments.between(gap.from(), gap.to())) {
      var reader =
          new RecordReader(
              segment, Math.max(gap.from(), segment.base), Math.min(gap.to(), segment.end()));
      try {
        for (var event = reader.next(); event != null; event = reader.next()) {
          if (from < 0 && event.storedAtMs() >= sinceMs) {
            from = event.position();
            storedAtMs = event.storedAtMs();
          }
          events += from < 0 ? 0 : 1;
        }
      } catch (IOException e) {
        failed.accept(e);
      }
    }
    return from < 0 ? null : new Range(from, gap.to(), storedAtMs, events);
  }
}
