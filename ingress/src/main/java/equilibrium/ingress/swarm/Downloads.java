package equilibrium.ingress.swarm;

import equilibrium.ingress.memory.HotPath;
import equilibrium.ingress.memory.SaltedHash;

/**
 * How often each torrent of a shard was downloaded, whether or not it has peers now. A count comes
 * from PostgreSQL and is right as of its row; completions that were received later are added until
 * a row counts them too. If the table is full, a new torrent replaces the one of sixteen whose
 * count has changed least recently, unless its own has changed even less recently. Not thread-safe.
 *
 * <p>Open addressing by info-hash in one array. A torrent takes 57 to 114 bytes:
 *
 * <pre>
 * 0  info-hash, the first 16 bytes
 * 2  its last 4 bytes, and the count in the lower half
 * 3  time of the newest announce that the row counts, ms since 1970; 0: no row yet
 * 4  time of the newest completion that was added, ms since 1970; {@link #NONE}; 0: a free slot
 * </pre>
 */
@HotPath
final class Downloads {
  static final int STRIDE = 5;

  /** Slots that are copied under one hold of the lock. */
  static final int CHUNK = 4096;

  private static final int COUNT = 2;
  private static final int ROW = 3;
  private static final int ADDED = 4;
  private static final int SMALLEST = 16;

  /** Torrents that are compared to find the one that makes room. */
  private static final int EXAMINED = 16;

  private static final long NONE = -1;
  private static final long LOWER = 0xffff_ffffL;

  private int most = Integer.MAX_VALUE;
  private long[] words = new long[SMALLEST * STRIDE];
  private int mask = SMALLEST - 1;
  private int size;

  /** Holds so many torrents at most. More that are there already stay. */
  void limit(int torrents) {
    most = torrents;
  }

  int size() {
    return size;
  }

  /** The count of a torrent; 0 for one that is not known. */
  int of(byte[] infoHash) {
    int at = find(Swarm.hash0(infoHash), Swarm.hash1(infoHash), Swarm.hash2(infoHash));
    return count(at);
  }

  /**
   * Adds a completion, unless the row counts it already.
   *
   * @param known the count before it, in case the table has dropped it
   * @param atMs when it was received
   * @return the count after it
   */
  int completed(byte[] infoHash, int known, long atMs) {
    int at = enter(infoHash, atMs);
    if (at < 0) {
      return known + 1;
    }
    int count = Math.max(count(at), known);
    if (atMs > words[at + ROW]) {
      words[at + ADDED] = Math.max(words[at + ADDED], atMs);
      count = Math.max(count, count + 1); // stays at the largest number
    }
    count(at, count);
    return count;
  }

  /**
   * Takes over the count of a row. Completions that are newer than the row stay added.
   *
   * @param atMs the newest announce that the row counts
   * @return the count in force
   */
  int row(byte[] infoHash, int count, long atMs) {
    int at = enter(infoHash, atMs);
    if (at < 0) {
      return count;
    }
    boolean countsAll = atMs >= words[at + ADDED];
    count(at, countsAll ? count : Math.max(count, count(at)));
    words[at + ROW] = atMs;
    return count(at);
  }

  /** The hash by which the torrent of an entry is found. */
  static int hash(long[] entry) {
    return SaltedHash.mix(entry[0], entry[1], third(entry[COUNT]));
  }

  private static int third(long word) {
    return (int) (word >>> Integer.SIZE);
  }

  /** Enters a copied entry, unless the torrent is known or there is no room. */
  void restore(long[] entry) {
    int third = third(entry[COUNT]);
    if (size < most && isFree(find(entry[0], entry[1], third))) {
      if ((size + 1) * 10L > (mask + 1) * 7L) {
        grow();
      }
      System.arraycopy(entry, 0, words, find(entry[0], entry[1], third), STRIDE);
      size++;
    }
  }

  /** Copies the entries of one chunk, one after the other; how many. */
  int copy(int from, long[] to) {
    int copied = 0;
    for (int slot = from; slot < Math.min(from + CHUNK, mask + 1); slot++) {
      if (!isFree(slot * STRIDE)) {
        System.arraycopy(words, slot * STRIDE, to, STRIDE * copied++, STRIDE);
      }
    }
    return copied;
  }

  /** Where the next chunk begins; -1: there is none. */
  int after(int from) {
    return from + CHUNK <= mask ? from + CHUNK : -1;
  }

  /** Changes whenever entries change their slots. */
  int slots() {
    return mask;
  }

  /** Where a torrent is, entered if it is new; -1: there is no room for it. */
  private int enter(byte[] infoHash, long atMs) {
    long first = Swarm.hash0(infoHash);
    long second = Swarm.hash1(infoHash);
    int third = Swarm.hash2(infoHash);
    int at = find(first, second, third);
    if (!isFree(at)) {
      return at;
    }
    if (size >= most && !makeRoom(at, atMs)) {
      return -1;
    }
    if ((size + 1) * 10L > (mask + 1) * 7L) {
      grow();
    }
    int free = find(first, second, third);
    words[free] = first;
    words[free + 1] = second;
    words[free + COUNT] = (long) third << Integer.SIZE;
    words[free + ROW] = 0;
    words[free + ADDED] = NONE;
    size++;
    return free;
  }

  /** Removes the least recently changed of the next torrents, unless all changed after a time. */
  private boolean makeRoom(int from, long atMs) {
    int oldest = -1;
    int at = from;
    for (int examined = 0, passed = 0; examined < EXAMINED && passed <= mask; passed++) {
      if (!isFree(at)) {
        examined++;
        oldest = oldest < 0 || changedAtMs(at) < changedAtMs(oldest) ? at : oldest;
      }
      at = next(at);
    }
    boolean isOlder = oldest >= 0 && changedAtMs(oldest) <= atMs;
    if (isOlder) {
      remove(oldest);
    }
    return isOlder;
  }

  private long changedAtMs(int at) {
    return Math.max(words[at + ROW], words[at + ADDED]);
  }

  private int count(int at) {
    return isFree(at) ? 0 : (int) words[at + COUNT];
  }

  private void count(int at, int count) {
    words[at + COUNT] = (words[at + COUNT] & ~LOWER) | count;
  }

  private boolean isFree(int at) {
    return words[at + ADDED] == 0;
  }

  private int next(int at) {
    return at == mask * STRIDE ? 0 : at + STRIDE;
  }

  /** Where a torrent is, or the free slot in which it belongs. */
  private int find(long first, long second, int third) {
    int at = (SaltedHash.mix(first, second, third) & mask) * STRIDE;
    while (!isFree(at)
        && !(words[at] == first && words[at + 1] == second && third(words[at + COUNT]) == third)) {
      at = next(at);
    }
    return at;
  }

  /** Frees a slot. Entries behind it that belong before it move up. */
  private void remove(int freed) {
    int hole = freed / STRIDE;
    for (int at = next(freed); !isFree(at); at = next(at)) {
      int slot = at / STRIDE;
      int third = third(words[at + COUNT]);
      int home = SaltedHash.mix(words[at], words[at + 1], third) & mask;
      if (((slot - home) & mask) >= ((slot - hole) & mask)) {
        System.arraycopy(words, at, words, hole * STRIDE, STRIDE);
        hole = slot;
      }
    }
    words[hole * STRIDE + ADDED] = 0;
    size--;
  }

  private void grow() {
    long[] old = words;
    mask = 2 * mask + 1;
    words = new long[(mask + 1) * STRIDE];
    for (int at = 0; at < old.length; at += STRIDE) {
      if (old[at + ADDED] != 0) {
        int to = find(old[at], old[at + 1], third(old[at + COUNT]));
        System.arraycopy(old, at, words, to, STRIDE);
      }
    }
  }
}
