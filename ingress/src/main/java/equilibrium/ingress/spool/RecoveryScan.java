package equilibrium.ingress.spool;

import equilibrium.ingress.spool.Backlog.Range;
import equilibrium.ingress.spool.Segments.Found;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Finds out what files of an earlier process hold that is not known to be in Kafka. */
final class RecoveryScan {
  private final List<Range> unpublished = new ArrayList<>();
  private int damaged;
  private int torn;

  /**
   * Reads the file if it may hold such events, and cuts it off behind its last record.
   *
   * @param publishedTo everything before it is in Kafka
   */
  void read(Segment segment, long publishedTo) throws IOException {
    if (segment.end() <= publishedTo) {
      return; // kept only in case Kafka loses it
    }
    var reader = new RecordReader(segment, segment.base, segment.end());
    long from = -1;
    long storedAtMs = 0;
    long events = 0;
    for (var event = reader.next(); event != null; event = reader.next()) {
      if (event.position() >= publishedTo) {
        from = from < 0 ? event.position() : from;
        storedAtMs = events == 0 ? event.storedAtMs() : storedAtMs;
        events++;
      }
    }
    segment.truncate(reader.validTo());
    damaged += reader.gaps();
    torn += reader.endsInGarbage() ? 1 : 0;
    if (from >= 0) {
      unpublished.add(new Range(from, segment.end(), storedAtMs, events));
    }
  }

  Found found() {
    return new Found(unpublished, damaged, torn);
  }
}
