package equilibrium.streams;

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
 * One limit on the memory outside the heap that all stores of the process use for unwritten data;
 * Kafka Streams alone would take up to 98 MiB for each store. Files of written data are mapped into
 * memory and cached by the operating system, so no block is held twice. Public because Kafka
 * Streams creates one for each store.
 */
public final class StoreMemory implements RocksDBConfigSetter {
  /** Key of the limit, MiB. */
  private static final String LIMIT = "equilibrium.store-memory";

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

  /** Settings of Kafka Streams that put this limit in force. */
  public static Map<String, Object> limitedTo(int mebibytes) {
    return Map.of("rocksdb.config.setter", StoreMemory.class.getName(), LIMIT, mebibytes);
  }

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    int mebibytes = Integer.parseInt(String.valueOf(configs.get(LIMIT)));
    var shared = BY_MEBIBYTES.computeIfAbsent(mebibytes, Shared::of);
    var tables = (BlockBasedTableConfig) options.tableFormatConfig();
    options.setTableFormatConfig(
        tables
            .setBlockCache(shared.cache) // holds no blocks, because mapped blocks are not copied
            .setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash));
    options.setAllowMmapReads(true);
    options.setWriteBufferManager(shared.buffers).setWriteBufferSize(WRITE_BUFFER_BYTES);
    // Many keys are new or were written long ago, so most lookups miss the write buffer.
    options.setMemtablePrefixBloomSizeRatio(0.1).setMemtableWholeKeyFiltering(true);
    options.setOptimizeFiltersForHits(false);
  }

  /** Closes nothing: other stores use the same memory. */
  @Override
  public void close(String storeName, Options options) {}
}
