package equilibrium.analyst.log;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Readers of one partition, one after the other. Not thread-safe. */
public final class JoinedReader implements RecordReader {
  private final List<RecordReader> parts;
  private int part;

  /**
   * Joins readers.
   *
   * @param parts each ends where the next begins
   */
  public JoinedReader(List<RecordReader> parts) {
    this.parts = List.copyOf(parts);
  }

  @Override
  public @Nullable LogRecord peek() {
    while (part < parts.size()) {
      var next = parts.get(part).peek();
      if (next != null) {
        return next;
      }
      part++;
    }
    return null;
  }

  @Override
  public void skip() {
    if (peek() != null) {
      parts.get(part).skip();
    }
  }

  @Override
  public void close() {
    parts.forEach(RecordReader::close);
  }
}
