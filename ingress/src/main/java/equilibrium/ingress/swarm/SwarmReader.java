package equilibrium.ingress.swarm;

import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Reads swarms for lists and explanations, under the locks that announces take. Not part of the hot
 * path: what it calls may allocate.
 */
public final class SwarmReader {
  /** Info-hashes that are copied under one hold of a lock. */
  public static final int CHUNK = Shard.CHUNK;

  /** Words of an entry of {@link #downloads}. */
  public static final int DOWNLOADS_WORDS = Downloads.STRIDE;

  /** Takes one entry of {@link #downloads}. */
  @FunctionalInterface
  public interface DownloadsConsumer {
    /** Takes the words from a position on, which are overwritten afterwards. */
    void take(long[] words, int from);
  }

  private final Swarms swarms;

  public SwarmReader(Swarms swarms) {
    this.swarms = swarms;
  }

  /** Calls the reader under the swarm's lock, briefly; false: there is no such swarm. */
  public boolean read(byte[] infoHash, Consumer<Swarm> reader) {
    int hash = Swarm.hash(infoHash);
    var shard = swarms.shard(hash);
    synchronized (shard) {
      var swarm = shard.find(hash, infoHash);
      if (swarm != null) {
        reader.accept(swarm);
      }
      return swarm != null;
    }
  }

  /** The selection that announces under a policy use. */
  public Selection selection(Selection.Policy policy) {
    return swarms.selection(policy);
  }

  /**
   * Copies the downloads of every torrent that is there throughout, some perhaps twice.
   *
   * @param consumer called without a lock
   */
  public void downloads(DownloadsConsumer consumer) {
    long[] chunk = new long[Downloads.CHUNK * DOWNLOADS_WORDS];
    for (Shard shard : swarms.shards()) {
      int slots = -1;
      for (int from = 0; from >= 0; ) {
        int copied;
        synchronized (shard) {
          var downloads = shard.downloads();
          from = slots == downloads.slots() ? from : 0; // all may have changed places
          slots = downloads.slots();
          copied = downloads.copy(from, chunk);
          from = downloads.after(from);
        }
        for (int i = 0; i < copied; i++) {
          consumer.take(chunk, i * DOWNLOADS_WORDS);
        }
      }
    }
  }

  /**
   * Copies the info-hash of every swarm that is there throughout, some perhaps twice.
   *
   * @param chunk room for {@link #CHUNK} hashes of 20 bytes
   * @param copied called without a lock with the number of hashes that are in the chunk
   */
  public void hashes(byte[] chunk, IntConsumer copied) {
    for (Shard shard : swarms.shards()) {
      int rebuilds = -1;
      for (int from = 0; from >= 0; ) {
        int hashes;
        synchronized (shard) {
          if (rebuilds != shard.rebuilds()) { // all may have changed places
            rebuilds = shard.rebuilds();
            from = 0;
          }
          hashes = shard.copyHashes(from, chunk);
          from = shard.after(from);
        }
        copied.accept(hashes);
      }
    }
  }
}
