package equilibrium.scoring;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;

/**
 * At most 16 MiB of memory outside the heap for each store, where Kafka Streams would take 98. A
 * process holds six stores for each partition, and four. Public for Kafka Streams, which makes one
 * for each store.
 */
public final class SmallStores implements RocksDBConfigSetter {
  private static final long CACHE_BYTES = 8 << 20;
  private static final long WRITE_BUFFER_BYTES = 4 << 20;

  private @Nullable Cache cache;

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    var blocks = (BlockBasedTableConfig) options.tableFormatConfig();
    cache = new LRUCache(CACHE_BYTES);
    options.setTableFormatConfig(blocks.setBlockCache(cache));
    options.setWriteBufferSize(WRITE_BUFFER_BYTES).setMaxWriteBufferNumber(2);
  }

  @Override
  public void close(String storeName, Options options) {
    if (cache != null) {
      cache.close();
    }
  }
}
