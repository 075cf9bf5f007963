package equilibrium.analyst.database;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;

/** The table function {@code feed(number)}: rows of a {@link Feed} that was opened before. */
final class FeedFunction implements DuckDBTableFunction<Feed<?>, int[], Object> {
  static final String NAME = "feed";

  private final Map<Long, Feed<?>> feeds = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();

  long add(Feed<?> feed) {
    long number = numbers.incrementAndGet();
    feeds.put(number, feed);
    return number;
  }

  void remove(long number) {
    feeds.remove(number);
  }

  @Override
  public Feed<?> bind(DuckDBTableFunctionBindInfo info) {
    try (var number = info.getParameter(0)) {
      var feed = feeds.get(number.getLong());
      if (feed == null) {
        throw new IllegalStateException("feed %d is not open".formatted(number.getLong()));
      }
      Chunks.declare(feed.columns(), info);
      return feed;
    }
  }

  @Override
  public int[] init(DuckDBTableFunctionInitInfo info) {
    info.setMaxThreads(1);
    return Chunks.projection(info);
  }

  @Override
  public long apply(DuckDBTableFunctionCallInfo call, DuckDBDataChunkWriter chunk) {
    return write(call.<Feed<?>>getBindData(), call.<int[]>getInitData(), chunk);
  }

  private static <T> long write(Feed<T> feed, int[] projection, DuckDBDataChunkWriter chunk) {
    var rows = feed.next(Math.toIntExact(chunk.capacity()));
    Chunks.write(rows, feed.columns(), projection, chunk);
    return rows.size();
  }
}
