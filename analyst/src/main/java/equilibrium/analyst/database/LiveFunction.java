package equilibrium.analyst.database;

import equilibrium.analyst.log.Bound;
import equilibrium.analyst.log.Log;
import equilibrium.analyst.log.LogReader;
import equilibrium.analyst.log.LogRecord;
import equilibrium.analyst.log.PartitionRange;
import equilibrium.analyst.log.Range;
import equilibrium.analyst.table.Row;
import equilibrium.analyst.table.TopicTable;
import equilibrium.platform.Fault;
import equilibrium.schemas.Ids;
import equilibrium.schemas.Topics;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Utils;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.duckdb.DuckDBTableFunctionState;
import org.jspecify.annotations.Nullable;

/**
 * A table function that reads a topic from the log when it is queried, several partitions at a
 * time. Its named parameters are {@code since} and {@code until} (texts as {@link Bound} reads
 * them) and {@code swarm} (an info-hash in hex; of topics keyed by it).
 */
final class LiveFunction
    implements DuckDBTableFunction<LiveFunction.Scan, LiveFunction.Work, LiveFunction.Local> {
  private static final int MOST_THREADS = 4;

  /**
   * What a function reads, and how.
   *
   * @param table made anew for each thread, because its ids are not thread-safe
   * @param after where each partition begins if nothing else is asked; null: at its first record
   */
  record Source(
      Log log,
      Supplier<TopicTable<?>> table,
      @Nullable Map<Integer, Long> after,
      Unreadable unreadable) {}

  /**
   * One use of the function in a query.
   *
   * @param swarm the only key that is read; null: all
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Scan(Range range, byte @Nullable [] swarm) {
    boolean reads(LogRecord record) {
      return swarm == null || Arrays.equals(swarm, record.key());
    }
  }

  /** What the threads of one query share. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Work(Queue<PartitionRange> ranges, int[] projection) {}

  private final Source source;

  LiveFunction(Source source) {
    this.source = source;
  }

  @Override
  public Scan bind(DuckDBTableFunctionBindInfo info) {
    var table = source.table().get();
    Chunks.declare(table.columns(), info);
    var now = Instant.now();
    var since = text(info, "since");
    var until = text(info, "until");
    var from = since == null ? new Bound.Beginning() : Bound.parse("since", since, now);
    var to = until == null ? new Bound.Ends() : Bound.parse("until", until, now);
    return new Scan(new Range(from, to, null), swarm(table, text(info, "swarm")));
  }

  private static byte @Nullable [] swarm(TopicTable<?> table, @Nullable String text) {
    if (text == null) {
      return null;
    }
    if (!table.topic().key().equals(Topics.ANNOUNCES.key())) {
      throw new Fault(
          "%s has no parameter swarm, because topic %s is not keyed by swarm"
              .formatted(table.name(), table.topic().name()));
    }
    byte[] swarm = Ids.parse(text, Ids.INFO_HASH_BYTES);
    if (swarm == null) {
      throw new Fault("swarm is %s, expected an info-hash of 40 hex digits".formatted(text));
    }
    return swarm;
  }

  private static @Nullable String text(DuckDBTableFunctionBindInfo info, String parameter) {
    try (var value = info.getNamedParameter(parameter)) {
      return value.isNull() ? null : value.getString();
    } catch (DuckDBFunctions.FunctionException _) { // it is not given
      return null;
    }
  }

  @Override
  public Work init(DuckDBTableFunctionInitInfo info) {
    info.setMaxThreads(MOST_THREADS);
    Scan scan = info.getBindData();
    var ranges = source.log().ranges(source.table().get().topic(), scan.range());
    return new Work(new ConcurrentLinkedQueue<>(wanted(scan, ranges)), Chunks.projection(info));
  }

  private Collection<PartitionRange> wanted(Scan scan, List<PartitionRange> ranges) {
    if (scan.swarm() != null) {
      return List.of(ranges.get(Utils.toPositive(Utils.murmur2(scan.swarm())) % ranges.size()));
    }
    var after = source.after();
    return after == null
        ? ranges
        : ranges.stream()
            .map(range -> range.from(after.getOrDefault(range.partition(), range.begin())))
            .toList();
  }

  @Override
  public Local localInit(DuckDBTableFunctionInitInfo info) {
    return new Local(source.table().get(), source);
  }

  @Override
  public long apply(DuckDBTableFunctionCallInfo call, DuckDBDataChunkWriter chunk) {
    Local local = call.getLocalInitData();
    return local.write(call.<Scan>getBindData(), call.<Work>getInitData(), chunk);
  }

  /** What one thread has open. */
  static final class Local implements DuckDBTableFunctionState {
    private final TopicTable<?> table;
    private final Source source;
    private @Nullable LogReader reader;
    private @Nullable RowFeed<?> feed;

    Local(TopicTable<?> table, Source source) {
      this.table = table;
      this.source = source;
    }

    long write(Scan scan, Work work, DuckDBDataChunkWriter chunk) {
      while (true) {
        if (feed != null) {
          int rows = write(feed, scan, work, chunk);
          if (rows > 0) {
            return rows;
          }
        }
        close();
        var range = work.ranges().poll();
        if (range == null) {
          return 0;
        }
        reader = source.log().read(range);
        feed = new RowFeed<>(reader, table, source.unreadable());
      }
    }

    /** Goes on until a row is wanted: no rows would end the thread's work. */
    private static <T> int write(
        RowFeed<T> feed, Scan scan, Work work, DuckDBDataChunkWriter chunk) {
      List<Row<T>> rows;
      do {
        rows = feed.next(Math.toIntExact(chunk.capacity()));
        if (rows.isEmpty()) {
          return 0;
        }
        rows = rows.stream().filter(row -> scan.reads(row.record())).toList();
      } while (rows.isEmpty());
      Chunks.write(rows, feed.columns(), work.projection(), chunk);
      return rows.size();
    }

    @Override
    public void close() {
      feed = null;
      if (reader != null) {
        reader.close();
        reader = null;
      }
    }
  }
}
