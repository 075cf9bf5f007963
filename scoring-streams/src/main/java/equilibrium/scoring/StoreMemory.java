package equilibrium.scoring;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.HyperClockCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * One memory outside the heap for all stores of the process, where Kafka Streams would take up to
 * 98 MiB for each: what is read again, and in up to half of it what is not written yet. Indexes and
 * filters are beside it, some 4 bytes for each key. Public for Kafka Streams, which makes one for
 * each store.
 */
public final class StoreMemory implements RocksDBConfigSetter {
  /** Mebibytes. */
  static final String SETTING = "equilibrium.store-memory";

  private static final Map<Integer, Shared> BY_MEBIBYTES = new ConcurrentHashMap<>();
  private static final long WRITE_BUFFER_BYTES = 8 << 20;
  private static final long BLOCK_BYTES = 4 << 10;
  private static final int SHARD_BITS = 4;

  /** Lives as long as the process, as stores come and go. */
  private record Shared(Cache cache, WriteBufferManager buffers) {
    static Shared of(int mebibytes) {
      RocksDB.loadLibrary();
      long bytes = (long) mebibytes << 20;
      var cache = new HyperClockCache(bytes, BLOCK_BYTES, SHARD_BITS, false);
      return new Shared(cache, new WriteBufferManager(bytes / 2, cache));
    }
  }

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    int mebibytes = Integer.parseInt(String.valueOf(configs.get(SETTING)));
    var shared = BY_MEBIBYTES.computeIfAbsent(mebibytes, Shared::of);
    var tables = (BlockBasedTableConfig) options.tableFormatConfig();
    options.setTableFormatConfig(
        tables
            .setBlockCache(shared.cache)
            .setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash));
    options.setWriteBufferManager(shared.buffers).setWriteBufferSize(WRITE_BUFFER_BYTES);
    // Most keys that are asked for are not among those that were written last.
    options.setMemtablePrefixBloomSizeRatio(0.1).setMemtableWholeKeyFiltering(true);
  }

  @Override
  public void close(String storeName, Options options) {} // the others use it still
}
