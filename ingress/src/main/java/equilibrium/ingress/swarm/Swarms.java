package equilibrium.ingress.swarm;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * All swarms that are alive, cut into shards by info-hash. A visit holds its shard's lock for less
 * than a microsecond; with four times as many shards as threads nearly nobody ever waits. (Handing
 * the visit to a thread that owns the shard would cost two wake-ups, ten times as much.)
 */
@HotPath
public final class Swarms {
  private static final int SHARDS = 64;
  private final Shard[] shards = new Shard[SHARDS];
  private final TierBackoff policy;
  private final int mostSwarms;
  private final int mostPeers;
  private final AtomicInteger size = new AtomicInteger();

  /**
   * No swarms.
   *
   * @param mostSwarms swarms at most
   * @param mostPeers peers of one swarm at most
   * @param stepMs milliseconds of a session after which the next tier opens
   */
  public Swarms(Clients clients, int mostSwarms, int mostPeers, long stepMs) {
    this.policy = new TierBackoff(clients, stepMs);
    this.mostSwarms = mostSwarms;
    this.mostPeers = mostPeers;
    for (int i = 0; i < SHARDS; i++) {
      shards[i] = new Shard();
    }
  }

  /** Enters or updates the visitor and chooses peers for it. */
  public void announce(Visit visit) {
    visit(visit, true);
  }

  /** Enters or updates the visitor: an announce that another node answered. */
  public void hear(Visit visit) {
    visit(visit, false);
  }

  private void visit(Visit visit, boolean asked) {
    int mixed = Swarm.mix(visit.infoHash);
    var shard = shards[mixed >>> 26];
    synchronized (shard) {
      var swarm = shard.find(mixed, visit.infoHash);
      if (swarm == null && isRoomFor(visit)) {
        swarm = new Swarm(visit.infoHash);
        shard.add(mixed, swarm);
      }
      if (swarm == null) {
        none(visit);
        return;
      }
      visit.entered = swarm.apply(visit, mostPeers);
      swarm.count(visit);
      if (asked) {
        policy.choose(swarm, visit, ThreadLocalRandom.current().nextInt());
      }
    }
  }

  private boolean isRoomFor(Visit visit) {
    if (visit.role == Visit.Role.GONE) {
      return false;
    }
    if (size.incrementAndGet() <= mostSwarms) {
      return true;
    }
    size.decrementAndGet();
    return false;
  }

  private static void none(Visit visit) {
    visit.entered = visit.role == Visit.Role.GONE;
    visit.seeders = 0;
    visit.leechers = 0;
    visit.partialSeeders = 0;
    visit.downloads = 0;
    visit.ceiling = 0;
    visit.peers.clear();
  }

  /** Fills in the counts of the swarm named in the visit; zeros if there is none. */
  public void scrape(Visit visit) {
    int mixed = Swarm.mix(visit.infoHash);
    var shard = shards[mixed >>> 26];
    synchronized (shard) {
      var swarm = shard.find(mixed, visit.infoHash);
      if (swarm == null) {
        none(visit);
      } else {
        swarm.count(visit);
      }
    }
  }

  /** Raises the number of downloads of a swarm that is alive to what was counted before. */
  public void downloads(byte[] infoHash, int downloads) {
    int mixed = Swarm.mix(infoHash);
    var shard = shards[mixed >>> 26];
    synchronized (shard) {
      var swarm = shard.find(mixed, infoHash);
      if (swarm != null) {
        swarm.downloads(downloads);
      }
    }
  }

  /** Forgets peers last heard before then, and swarms without peers; how many peers. */
  public int expire(long beforeMs) {
    int removed = 0;
    for (Shard shard : shards) {
      for (int from = 0; from >= 0; ) {
        synchronized (shard) {
          removed += shard.expire(from, beforeMs);
          from = shard.after(from);
        }
      }
      synchronized (shard) {
        size.addAndGet(-shard.dropEmpty());
      }
    }
    return removed;
  }

  /**
   * Shows the page every swarm that is alive throughout, some perhaps twice. Holds a lock no longer
   * than a look at 512 of them takes.
   */
  public void show(Page page) {
    for (Shard shard : shards) {
      int rebuilds = -1;
      for (int from = 0; from >= 0; ) {
        int hashes;
        synchronized (shard) {
          if (rebuilds != shard.rebuilds) { // all may have changed places
            rebuilds = shard.rebuilds;
            from = 0;
          }
          hashes = shard.copyHashes(from, page.chunk);
          from = shard.after(from);
        }
        page.offer(hashes);
      }
    }
  }

  /** Swarms alive. */
  public int size() {
    return size.get();
  }

  /** One part of all swarms: open addressing by info-hash. */
  @HotPath
  private static final class Shard {
    /** Swarms looked at under one hold of the lock. */
    static final int CHUNK = Page.CHUNK;

    private @Nullable Swarm[] swarms = new @Nullable Swarm[16];
    private int used;
    private int rebuilds;

    @Nullable Swarm find(int mixed, byte[] infoHash) {
      int mask = swarms.length - 1;
      for (int slot = mixed & mask; ; slot = (slot + 1) & mask) {
        var swarm = swarms[slot];
        if (swarm == null || swarm.is(infoHash)) {
          return swarm;
        }
      }
    }

    void add(int mixed, Swarm swarm) {
      if (++used * 10 > swarms.length * 7) {
        rebuild(swarms.length * 2);
      }
      place(mixed, swarm);
    }

    private void place(int mixed, Swarm swarm) {
      int mask = swarms.length - 1;
      int slot = mixed & mask;
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
          place(swarm.mix(), swarm);
        }
      }
    }

    int expire(int from, long beforeMs) {
      int removed = 0;
      for (int slot = from; slot < Math.min(from + CHUNK, swarms.length); slot++) {
        var swarm = swarms[slot];
        if (swarm != null) {
          removed += swarm.expire(beforeMs);
        }
      }
      return removed;
    }

    int copyHashes(int from, byte[] to) {
      int copied = 0;
      for (int slot = from; slot < Math.min(from + CHUNK, swarms.length); slot++) {
        var swarm = swarms[slot];
        if (swarm != null) {
          swarm.copyHash(to, 20 * copied++);
        }
      }
      return copied;
    }

    int after(int from) {
      return from + CHUNK < swarms.length ? from + CHUNK : -1;
    }

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
        int needed = Math.max(16, Integer.highestOneBit(used * 10 / 7 + 1) * 2);
        rebuild(Math.min(swarms.length, needed));
      }
      return dropped;
    }
  }
}
