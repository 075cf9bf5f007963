package equilibrium.ingress.swarm;

import equilibrium.ingress.memory.HotPath;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * All swarms with peers, cut into shards by info-hash. An announce holds its shard's lock for less
 * than a microsecond; with four times as many shards as threads, threads hardly ever wait. (To hand
 * the announce to a thread that owns the shard would cost two wake-ups, ten times as much.)
 */
@HotPath
public final class Swarms {
  private static final int SHARDS = 64;
  private static final int SHARD_SHIFT = 26;

  /** Of what {@link #expire} has not counted yet. */
  public static final long NOT_COUNTED = -1;

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
  private volatile long seeders = NOT_COUNTED;
  private volatile long leechers = NOT_COUNTED;

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
   * Sets other limits. Swarms and peers beyond them stay until they expire. With several threads,
   * each may exceed the number of peers by one.
   */
  public void limit(int mostSwarms, int mostPeers, int mostPeersEach) {
    this.mostSwarms = mostSwarms;
    this.mostPeers = mostPeers;
    this.mostPeersEach = mostPeersEach;
  }

  /**
   * Enters or updates the peer and selects peers for the reply.
   *
   * @param mayCreate whether the announce may create a swarm that is not there yet
   */
  public void announce(Visit visit, boolean mayCreate) {
    visit(visit, mayCreate, true);
  }

  /** Enters or updates the peer: another node has answered the announce. */
  public void enter(Visit visit) {
    visit(visit, true, false);
  }

  private void visit(Visit visit, boolean mayCreate, boolean select) {
    byte[] infoHash = visit.asked.infoHash;
    var found = visit.found;
    int hash = Swarm.hash(infoHash);
    var shard = shard(hash);
    found.cap = Cap.NONE;
    found.early = false;
    found.completed = false;
    found.role = visit.asked.role;
    found.startedAtMs = visit.asked.startedAtMs;
    synchronized (shard) {
      var swarm = shard.find(hash, infoHash);
      if (swarm == null && mayAdd(visit, mayCreate)) {
        swarm = new Swarm(infoHash, shard.downloads().of(infoHash));
        shard.add(hash, swarm);
      }
      if (swarm == null) {
        found.clear();
        found.downloads = shard.downloads().of(infoHash);
        found.entered = found.cap == Cap.NONE;
        return;
      }
      apply(swarm, visit);
      if (found.completed && !visit.asked.restored) {
        swarm.downloads(shard.downloads().completed(infoHash, swarm.downloads(), visit.asked.atMs));
      }
      swarm.count(found);
      if (select) {
        selection(visit.asked.policy).select(swarm, visit, visit.random());
      }
    }
  }

  /** The shard of a swarm's hash. Its lock guards all its swarms. */
  Shard shard(int hash) {
    return shards[hash >>> SHARD_SHIFT];
  }

  Shard[] shards() {
    return shards;
  }

  Selection selection(Selection.Policy policy) {
    if (policy == Selection.Policy.TIER_BACKOFF) {
      return tierBackoff;
    }
    return policy == Selection.Policy.LIST_SIZE ? listSize : randomPeers;
  }

  private void apply(Swarm swarm, Visit visit) {
    boolean full = peers.get() >= mostPeers;
    int before = swarm.size();
    visit.found.entered = swarm.apply(visit, full ? 0 : mostPeersEach, clients);
    if (swarm.size() != before) {
      peers.getAndAdd(swarm.size() - before);
    }
    if (full && visit.found.cap == Cap.PEERS_PER_SWARM) {
      visit.found.cap = Cap.PEERS;
    }
  }

  /** Whether the announce creates a swarm. If a limit forbids it, the answer says which. */
  private boolean mayAdd(Visit visit, boolean mayCreate) {
    var found = visit.found;
    if (!mayCreate) {
      found.cap = Cap.NEW_SWARMS;
    } else if (visit.asked.role == Role.GONE && !visit.asked.restored) {
      return false; // a restored one must stay known: PostgreSQL may have an older announce of it
    } else if (peers.get() >= mostPeers) {
      found.cap = Cap.PEERS;
    } else if (size.incrementAndGet() > mostSwarms) {
      size.decrementAndGet();
      found.cap = Cap.SWARMS;
    }
    return found.cap == Cap.NONE;
  }

  /** Fills in the counts of a swarm. If there is none, only its downloads may be above 0. */
  public void scrape(byte[] infoHash, Found found) {
    int hash = Swarm.hash(infoHash);
    var shard = shard(hash);
    synchronized (shard) {
      var swarm = shard.find(hash, infoHash);
      if (swarm == null) {
        found.clear();
        found.downloads = shard.downloads().of(infoHash);
      } else {
        swarm.count(found);
      }
    }
  }

  /**
   * Sets how often a torrent was downloaded, with or without peers, to what scoring has counted.
   *
   * @param atMs the newest announce that scoring has counted; tracker time, ms since 1970
   */
  public void downloads(byte[] infoHash, int downloads, long atMs) {
    int hash = Swarm.hash(infoHash);
    var shard = shard(hash);
    synchronized (shard) {
      int count = shard.downloads().row(infoHash, downloads, atMs);
      var swarm = shard.find(hash, infoHash);
      if (swarm != null) {
        swarm.downloads(count);
      }
    }
  }

  /** From now on, these rules say which peers are listed to which clients. */
  public void reach(Reach rules) {
    tierBackoff.reach(rules);
    listSize.reach(rules);
    randomPeers.reach(rules);
  }

  /**
   * Enters the downloads of a torrent from a snapshot.
   *
   * @param words as {@link SwarmReader#downloads} gave them
   */
  public void restoreDownloads(long[] words) {
    int hash = Downloads.hash(words);
    var shard = shard(hash);
    synchronized (shard) {
      shard.downloads().restore(words);
    }
  }

  /** Keeps the downloads of so many torrents at most. More that are kept already stay. */
  public void limitDownloads(int most) {
    for (Shard shard : shards) {
      synchronized (shard) {
        shard.downloads().limit(Math.ceilDiv(most, SHARDS));
      }
    }
  }

  /** Torrents whose downloads are kept. */
  public int downloadsKept() {
    int kept = 0;
    for (Shard shard : shards) {
      synchronized (shard) {
        kept += shard.downloads().size();
      }
    }
    return kept;
  }

  /** Removes peers last updated before a time, and swarms without peers; how many peers. */
  public int expire(long beforeMs) {
    int removed = 0;
    long seedersNow = 0;
    long leechersNow = 0;
    for (Shard shard : shards) {
      for (int from = 0; from >= 0; ) {
        synchronized (shard) {
          int expired = shard.expire(from, beforeMs, clients);
          peers.getAndAdd(-expired);
          removed += expired;
          seedersNow += shard.seeders(from);
          leechersNow += shard.leechers(from);
          from = shard.after(from);
        }
      }
      synchronized (shard) {
        size.addAndGet(-shard.dropEmpty());
      }
    }
    seeders = seedersNow;
    leechers = leechersNow;
    return removed;
  }

  /**
   * Seeders, each counted once in its swarm, when {@link #expire} ran last; or {@link
   * #NOT_COUNTED}. A swarm that was moved meanwhile may have been counted twice, or not at all.
   */
  public long seeders() {
    return seeders;
  }

  /** Leechers, partial seeders included, counted as the seeders are. */
  public long leechers() {
    return leechers;
  }

  /** Peers of all swarms; a session over both address families is two. */
  public int peers() {
    return peers.get();
  }

  /** Swarms with peers. */
  public int size() {
    return size.get();
  }
}
