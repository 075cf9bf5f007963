package equilibrium.ingress.spool;

import equilibrium.ingress.spool.Backlog.Range;
import equilibrium.ingress.spool.Segments.Found;
import java.io.IOException;

/** Finds out what files of an earlier process hold that is not known to be in Kafka. */
final class RecoveryScan {
  private final long publishedTo;
  private long from = -1;
  private long end;
  private long events;
  private long storedAtMs;
  private int damaged;
  private int torn;

  RecoveryScan(long publishedTo) {
    this.publishedTo = publishedTo;
    this.end = publishedTo;
  }

  /** Reads the file if it may hold such events, and cuts it off behind its last record. */
  void read(Segment segment) throws IOException {
    if (segment.end() <= publishedTo) {
      return; // kept only in case Kafka loses it
    }
    var reader = new RecordReader(segment, segment.base, segment.end());
    for (var event = reader.next(); event != null; event = reader.next()) {
      if (event.position() >= publishedTo) {
        from = from < 0 ? event.position() : from;
        storedAtMs = events == 0 ? event.storedAtMs() : storedAtMs;
        events++;
      }
    }
    damaged += reader.gaps();
    torn += reader.endsInGarbage() ? 1 : 0;
    segment.truncate(reader.validTo());
    end = Math.max(end, segment.end());
  }

  Found found() {
    var unpublished = from < 0 ? null : new Range(from, end, storedAtMs, events);
    return new Found(end, unpublished, damaged, torn);
  }
}
