package equilibrium.scoring.stream;

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
 * One memory outside the heap for what all stores of the process have not written yet, where Kafka
 * Streams would take up to 98 MiB for each. What is written is mapped and read where the operating
 * system keeps it: nothing is held twice, and all memory that nobody else needs serves the stores.
 * Public for Kafka Streams, which makes one for each store.
 */
public final class StoreMemory implements RocksDBConfigSetter {
  /** Mebibytes. */
  static final String SETTING = "equilibrium.store-memory";

  private static final Map<Integer, Shared> BY_MEBIBYTES = new ConcurrentHashMap<>();
  private static final long WRITE_BUFFER_BYTES = 8 << 20;
  private static final long BLOCK_BYTES = 4 << 10;
  private static final int SHARD_BITS = 4;

  /** Lives as long as the process, as stores come and go. The buffers are counted in the cache. */
  private record Shared(Cache cache, WriteBufferManager buffers) {
    static Shared of(int mebibytes) {
      RocksDB.loadLibrary();
      long bytes = (long) mebibytes << 20;
      var cache = new HyperClockCache(2 * bytes, BLOCK_BYTES, SHARD_BITS, false); // never full
      return new Shared(cache, new WriteBufferManager(bytes, cache));
    }
  }

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    int mebibytes = Integer.parseInt(String.valueOf(configs.get(SETTING)));
    var shared = BY_MEBIBYTES.computeIfAbsent(mebibytes, Shared::of);
    var tables = (BlockBasedTableConfig) options.tableFormatConfig();
    options.setTableFormatConfig(
        tables
            .setBlockCache(shared.cache) // holds no blocks, for mapped ones need not be copied
            .setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash));
    options.setAllowMmapReads(true);
    options.setWriteBufferManager(shared.buffers).setWriteBufferSize(WRITE_BUFFER_BYTES);
    // Most keys that are asked for are not among those that were written last; many are new.
    options.setMemtablePrefixBloomSizeRatio(0.1).setMemtableWholeKeyFiltering(true);
    options.setOptimizeFiltersForHits(false);
  }

  @Override
  public void close(String storeName, Options options) {} // the others use it still
}
