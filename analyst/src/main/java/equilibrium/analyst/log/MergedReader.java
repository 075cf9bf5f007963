package equilibrium.analyst.log;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Several partitions as one sequence, which is always the same: by time of append, then by
 * partition. Each partition keeps its order. Not thread-safe.
 */
public final class MergedReader implements AutoCloseable {
  private static final Comparator<LogRecord> ORDER =
      Comparator.comparingLong(LogRecord::appendedAtMs).thenComparingInt(LogRecord::partition);

  private final List<? extends RecordReader> all;

  /** Those that have a next record. */
  private final PriorityQueue<RecordReader> rest =
      new PriorityQueue<>(Comparator.comparing(MergedReader::head, ORDER));

  /** Merges readers of one partition each. */
  public MergedReader(List<? extends RecordReader> readers) {
    this.all = readers;
    readers.stream().filter(reader -> reader.peek() != null).forEach(rest::add);
  }

  private static LogRecord head(RecordReader reader) {
    return Objects.requireNonNull(reader.peek());
  }

  /** The next record, once; null: all ranges are over. */
  public @Nullable LogRecord next() {
    var reader = rest.poll();
    if (reader == null) {
      return null;
    }
    var next = head(reader);
    reader.skip();
    if (reader.peek() != null) {
      rest.add(reader);
    }
    return next;
  }

  @Override
  public void close() {
    all.forEach(RecordReader::close);
  }
}
