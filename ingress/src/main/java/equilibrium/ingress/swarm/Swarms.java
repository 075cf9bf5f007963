package equilibrium.ingress.swarm;

import equilibrium.ingress.swarm.Visit.Cap;
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
  private final Clients clients;
  private final Selection tierBackoff;
  private final Selection listSize;
  private final Selection randomPeers;
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicInteger peers = new AtomicInteger();
  private volatile int mostSwarms;
  private volatile int mostPeers;
  private volatile int mostPeersEach;

  /**
   * No swarms.
   *
   * @param mostSwarms swarms at most
   * @param mostPeersEach peers of one swarm at most
   * @param stepMs milliseconds of a session after which the next tier opens
   */
  public Swarms(Clients clients, int mostSwarms, int mostPeersEach, long stepMs) {
    this.clients = clients;
    this.tierBackoff = new TierBackoff(clients, stepMs);
    this.listSize = new ListSize(clients);
    this.randomPeers = new RandomPeers(clients);
    limit(mostSwarms, Integer.MAX_VALUE, mostPeersEach);
    for (int i = 0; i < SHARDS; i++) {
      shards[i] = new Shard();
    }
  }

  /**
   * Sets other limits. What is there already stays, however much it is. With several threads, each
   * may overshoot the number of peers by one.
   */
  public void limit(int mostSwarms, int mostPeers, int mostPeersEach) {
    this.mostSwarms = mostSwarms;
    this.mostPeers = mostPeers;
    this.mostPeersEach = mostPeersEach;
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
    visit.cap = Cap.NONE;
    visit.early = false;
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
      apply(swarm, visit);
      swarm.count(visit);
      if (asked) {
        policy(visit.policy).choose(swarm, visit, ThreadLocalRandom.current().nextInt());
      }
    }
  }

  private Selection policy(Selection.Policy policy) {
    if (policy == Selection.Policy.TIER_BACKOFF) {
      return tierBackoff;
    }
    return policy == Selection.Policy.LIST_SIZE ? listSize : randomPeers;
  }

  private void apply(Swarm swarm, Visit visit) {
    boolean full = peers.get() >= mostPeers;
    int before = swarm.size();
    visit.entered = swarm.apply(visit, full ? 0 : mostPeersEach, clients);
    if (swarm.size() != before) {
      peers.getAndAdd(swarm.size() - before);
    }
    if (full && visit.cap == Cap.PEERS_PER_SWARM) {
      visit.cap = Cap.PEERS;
    }
  }

  /** Whether a swarm may be brought by a visitor; if not, its cap says why. */
  private boolean isRoomFor(Visit visit) {
    if (!visit.mayFound) {
      visit.cap = Cap.NEW_SWARMS;
    } else if (visit.role == Visit.Role.GONE) {
      return false;
    } else if (peers.get() >= mostPeers) {
      visit.cap = Cap.PEERS;
    } else if (size.incrementAndGet() > mostSwarms) {
      size.decrementAndGet();
      visit.cap = Cap.SWARMS;
    }
    return visit.cap == Cap.NONE;
  }

  private static void none(Visit visit) {
    visit.entered = visit.cap == Cap.NONE;
    visit.seeders = 0;
    visit.leechers = 0;
    visit.partialSeeders = 0;
    visit.downloads = 0;
    visit.level = 0;
    visit.allowed = 0;
    visit.ceiling = 0;
    visit.peers.clear();
  }

  /**
   * Chooses peers as {@link #announce} does, and changes nothing; false: there is no such swarm.
   */
  public boolean preview(Preview preview) {
    var visit = preview.visit;
    int mixed = Swarm.mix(visit.infoHash);
    var shard = shards[mixed >>> 26];
    visit.cap = Cap.NONE;
    synchronized (shard) {
      var swarm = shard.find(mixed, visit.infoHash);
      if (swarm == null) {
        none(visit);
        return false;
      }
      preview.stand(swarm);
      swarm.count(visit);
      var selection = policy(visit.policy);
      selection.choose(swarm, visit, ThreadLocalRandom.current().nextInt());
      preview.note(swarm, selection);
      return true;
    }
  }

  /** Counts a swarm through, under one hold of the lock after the other. */
  public void count(Census census) {
    int mixed = Swarm.mix(census.infoHash);
    var shard = shards[mixed >>> 26];
    for (boolean more = true; more; ) {
      synchronized (shard) {
        var swarm = shard.find(mixed, census.infoHash);
        more = swarm != null && census.look(swarm);
      }
    }
  }

  /** Fills in the counts of the swarm named in the visit; zeros if there is none. */
  public void scrape(Visit visit) {
    int mixed = Swarm.mix(visit.infoHash);
    var shard = shards[mixed >>> 26];
    visit.cap = Cap.NONE;
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
          int gone = shard.expire(from, beforeMs);
          peers.getAndAdd(-gone);
          removed += gone;
          from = shard.after(from);
        }
      }
      synchronized (shard) {
        size.addAndGet(-shard.dropEmpty());
      }
    }
    return removed;
  }

  /** Peers of all swarms; a session over both address families is two. */
  public int peers() {
    return peers.get();
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
