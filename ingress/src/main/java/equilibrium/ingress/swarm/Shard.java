package equilibrium.ingress.swarm;

import equilibrium.ingress.memory.HotPath;
import equilibrium.schemas.Ids;
import org.jspecify.annotations.Nullable;

/** One part of all swarms: open addressing by info-hash. Its users hold its lock. */
@HotPath
final class Shard {
  /** Slots that are visited under one hold of the lock. */
  static final int CHUNK = 512;

  private static final int HASH_BYTES = Ids.INFO_HASH_BYTES;
  private static final int SMALLEST = 16;

  private @Nullable Swarm[] swarms = new @Nullable Swarm[SMALLEST];
  private final Downloads downloads = new Downloads();
  private int used;
  private int rebuilds;

  Downloads downloads() {
    return downloads;
  }

  /** Changes whenever swarms change their slots. */
  int rebuilds() {
    return rebuilds;
  }

  @Nullable Swarm find(int hash, byte[] infoHash) {
    int mask = swarms.length - 1;
    for (int slot = hash & mask; ; slot = (slot + 1) & mask) {
      var swarm = swarms[slot];
      if (swarm == null || swarm.is(infoHash)) {
        return swarm;
      }
    }
  }

  void add(int hash, Swarm swarm) {
    if (++used * 10 > swarms.length * 7) {
      rebuild(swarms.length * 2);
    }
    place(hash, swarm);
  }

  private void place(int hash, Swarm swarm) {
    int mask = swarms.length - 1;
    int slot = hash & mask;
    while (swarms[slot] != null) {
      slot = (slot + 1) & mask;
    }
    swarms[slot] = swarm;
  }

  private void rebuild(int length) {
    var old = swarms;
    swarms = new @Nullable Swarm[length];
    rebuilds++;
    for (var swarm : old) {
      if (swarm != null) {
        place(swarm.hash(), swarm);
      }
    }
  }

  /** Removes expired peers from the swarms of one chunk; how many. */
  int expire(int from, long beforeMs, Clients clients) {
    int removed = 0;
    for (int slot = from; slot < Math.min(from + CHUNK, swarms.length); slot++) {
      var swarm = swarms[slot];
      if (swarm != null) {
        removed += swarm.expire(beforeMs, clients);
      }
    }
    return removed;
  }

  /** Seeders in the swarms of one chunk. */
  long seeders(int from) {
    long seeders = 0;
    for (int slot = from; slot < Math.min(from + CHUNK, swarms.length); slot++) {
      var swarm = swarms[slot];
      seeders += swarm == null ? 0 : swarm.seeders();
    }
    return seeders;
  }

  /** Leechers in the swarms of one chunk, partial seeders included. */
  long leechers(int from) {
    long leechers = 0;
    for (int slot = from; slot < Math.min(from + CHUNK, swarms.length); slot++) {
      var swarm = swarms[slot];
      leechers += swarm == null ? 0 : swarm.leechers();
    }
    return leechers;
  }

  /** Copies the info-hashes of one chunk, one after the other; how many. */
  int copyHashes(int from, byte[] to) {
    int copied = 0;
    for (int slot = from; slot < Math.min(from + CHUNK, swarms.length); slot++) {
      var swarm = swarms[slot];
      if (swarm != null) {
        swarm.copyHash(to, HASH_BYTES * copied++);
      }
    }
    return copied;
  }

  /** Where the next chunk begins; -1: there is none. */
  int after(int from) {
    return from + CHUNK < swarms.length ? from + CHUNK : -1;
  }

  /** Removes swarms without peers; how many. */
  int dropEmpty() {
    int dropped = 0;
    for (int slot = 0; slot < swarms.length; slot++) {
      var swarm = swarms[slot];
      if (swarm != null && swarm.size() == 0) {
        swarms[slot] = null;
        dropped++;
      }
    }
    if (dropped > 0) {
      used -= dropped;
      int needed = Math.max(SMALLEST, Integer.highestOneBit(used * 10 / 7 + 1) * 2);
      rebuild(Math.min(swarms.length, needed));
    }
    return dropped;
  }
}
