package equilibrium.analyst.database;

import equilibrium.analyst.log.LogReader;
import equilibrium.analyst.log.LogRecord;
import equilibrium.analyst.table.Column;
import equilibrium.analyst.table.Row;
import equilibrium.analyst.table.TopicTable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Predicate;
import org.apache.avro.AvroRuntimeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one range of a topic, until a record that is not wanted any more. Not thread-safe.
 */
public final class RowFeed<T> implements Feed<T> {
  private final LogReader reader;
  private final TopicTable<T> table;
  private final Unreadable unreadable;
  private final Deserializer<?> values;
  private final Queue<Row<T>> pending = new ArrayDeque<>();
  private Predicate<LogRecord> wanted = _ -> true;
  private long records;
  private long rows;
  private @Nullable RuntimeException failure;

  public RowFeed(LogReader reader, TopicTable<T> table, Unreadable unreadable) {
    this.reader = reader;
    this.table = table;
    this.unreadable = unreadable;
    this.values = table.topic().value().deserializer();
  }

  /** Begins again to count, and ends before the first record that is not wanted. */
  public void begin(Predicate<LogRecord> newWanted) {
    wanted = newWanted;
    records = 0;
    rows = 0;
    failure = null;
  }

  @Override
  public List<Column<T>> columns() {
    return table.columns();
  }

  @Override
  public List<Row<T>> next(int most) {
    try {
      return read(most);
    } catch (RuntimeException e) {
      failure = e; // DuckDB passes on its text only
      throw e;
    }
  }

  private List<Row<T>> read(int most) {
    var next = new ArrayList<Row<T>>(most);
    while (next.size() < most) {
      var row = pending.poll();
      if (row != null) {
        next.add(row);
        continue;
      }
      var record = reader.peek();
      if (record == null || !wanted.test(record)) {
        break;
      }
      reader.skip();
      records++;
      addRows(record);
    }
    rows += next.size();
    return next;
  }

  private void addRows(LogRecord record) {
    try {
      pending.addAll(table.rows(record, values));
    } catch (SerializationException | AvroRuntimeException e) {
      unreadable.record(table.topic(), record, String.valueOf(e.getMessage()));
    }
  }

  /** Records read since the begin. */
  public long records() {
    return records;
  }

  /** Since the {@link #begin}. */
  @Override
  public long rows() {
    return rows;
  }

  @Override
  public @Nullable RuntimeException failure() {
    return failure;
  }
}
