package equilibrium.scoring;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.HyperClockCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * Memory outside the heap, for all stores of the process together. Public for Kafka Streams, which
 * makes one for each store.
 */
public final class SmallStores implements RocksDBConfigSetter {
  private static final long CACHE_BYTES = 256 << 20;
  private static final long BUFFER_BYTES = 128 << 20;
  private static final long WRITE_BUFFER_BYTES = 8 << 20;

  static {
    RocksDB.loadLibrary();
  }

  private static final Cache CACHE = new HyperClockCache(CACHE_BYTES, 4096, 4, false);
  private static final WriteBufferManager BUFFERS = new WriteBufferManager(BUFFER_BYTES, CACHE);

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    var blocks = (BlockBasedTableConfig) options.tableFormatConfig();
    options.setTableFormatConfig(
        blocks
            .setBlockCache(CACHE)
            .setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash)
            .setDataBlockHashTableUtilRatio(0.75));
    options.setWriteBufferManager(BUFFERS);
    options.setWriteBufferSize(WRITE_BUFFER_BYTES).setMaxWriteBufferNumber(2);
    options.setMemtablePrefixBloomSizeRatio(0.1).setMemtableWholeKeyFiltering(true);
  }

  @Override
  public void close(String storeName, Options options) {}
}
