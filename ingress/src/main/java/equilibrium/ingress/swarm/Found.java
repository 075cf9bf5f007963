package equilibrium.ingress.swarm;

import equilibrium.ingress.memory.HotPath;

/**
 * The answer of the swarms to one announce or scrape. Each thread has one, overwritten by each
 * answer.
 */
@HotPath
public final class Found {
  final PeerList peers = new PeerList();
  Role role = Role.LEECHER;
  long startedAtMs;
  int seeders;
  int leechers;
  int partialSeeders;
  int downloads;
  int level;
  int allowed;
  int ceiling;
  boolean entered;
  boolean quarantined;
  Cap cap = Cap.NONE;
  boolean early;

  /** The announce is one more completion of the swarm. */
  boolean completed;

  /** There is no swarm, or the reply says nothing about it. */
  public void clear() {
    peers.clear();
    seeders = 0;
    leechers = 0;
    partialSeeders = 0;
    downloads = 0;
    level = 0;
    allowed = 0;
    ceiling = 0;
    quarantined = false;
  }

  public PeerList peers() {
    return peers;
  }

  /** What the peer is after the announce. */
  public Role role() {
    return role;
  }

  /** When the session began; tracker time, milliseconds since 1970. */
  public long startedAtMs() {
    return startedAtMs;
  }

  /** Seeders of the swarm, the asker included; sessions, not addresses. */
  public int seeders() {
    return seeders;
  }

  /** Leechers of the swarm, partial seeders and the asker included. */
  public int leechers() {
    return leechers;
  }

  /** How many of the leechers are partial seeders. */
  public int partialSeeders() {
    return partialSeeders;
  }

  /** Completions ever registered for the info-hash (BEP 48). */
  public int downloads() {
    return downloads;
  }

  /** Highest tier that the client's standing and its session open to it, 0 to 3. */
  public int level() {
    return level;
  }

  /** How many peers the list may hold; 0: none. */
  public int allowed() {
    return allowed;
  }

  /**
   * Highest tier whose seeders were open, 0 to 3: the level, or above it the lowest tier that has a
   * seeder.
   */
  public int ceiling() {
    return ceiling;
  }

  /** Whether the asker is in no peer list, and gets a short one itself. */
  public boolean isQuarantined() {
    return quarantined;
  }

  /** False: the swarm or the tracker is full, and the peer was not entered. */
  public boolean isEntered() {
    return entered;
  }

  /** Why the peer was not entered. */
  public Cap cap() {
    return cap;
  }

  /** True: one early announce too many; the session is unchanged and no peers are listed. */
  public boolean isEarly() {
    return early;
  }
}
