package equilibrium.analyst.archive;

import equilibrium.analyst.database.Cursor;
import equilibrium.analyst.log.LogRecord;
import equilibrium.analyst.log.RecordReader;
import equilibrium.platform.Fault;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Records made of the rows of files, in the order of their offsets. Not thread-safe. */
final class RowReader implements RecordReader {
  private final Supplier<@Nullable LogRecord> records;
  private final List<Cursor> cursors;
  private @Nullable LogRecord next;

  /**
   * Records of rows.
   *
   * @param records gives the next one; null: there is none any more
   * @param cursors over the rows, which are closed in the end
   */
  RowReader(Supplier<@Nullable LogRecord> records, List<Cursor> cursors) {
    this.records = records;
    this.cursors = cursors;
    this.next = records.get();
  }

  @Override
  public @Nullable LogRecord peek() {
    return next;
  }

  @Override
  public void skip() {
    var before = next;
    next = records.get();
    if (next != null && before != null && next.offset() <= before.offset()) {
      throw new Fault(
          "the files have offset %d of partition %d after %d"
              .formatted(next.offset(), next.partition(), before.offset()));
    }
  }

  @Override
  public void close() {
    cursors.forEach(Cursor::close);
  }
}
