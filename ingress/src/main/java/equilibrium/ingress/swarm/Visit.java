package equilibrium.ingress.swarm;

/**
 * One announce as the swarms see it: filled by the caller, answered by {@link Swarms}. One for each
 * thread, used again and again. Before the first field there is nothing to see: it is a parameter
 * list and a result that would otherwise be allocated for each announce.
 */
@HotPath
public final class Visit {
  /** Who is there and what for. */
  public enum Role {
    LEECHER,
    /** Has all it wants but not all there is (BEP 21). */
    PARTIAL_SEEDER,
    SEEDER,
    /** Says good-bye. */
    GONE
  }

  public final byte[] infoHash = new byte[20];
  public final byte[] peerId = new byte[20];

  /** In network order; IPv4 in the first four bytes. */
  public final byte[] address = new byte[16];

  public Family family = Family.IPV4;

  /** 0 to 65535; 0 and 1 are never handed out. */
  public int port;

  public Role role = Role.LEECHER;

  /**
   * True: the announce does not tell what is left, so that who completed before is a seeder still.
   */
  public boolean leftUnsaid;

  /** Whether the announce says that the download ended now. */
  public boolean completed;

  /** From {@link Clients#enter}. */
  public int client;

  /** When it was received, tracker time, milliseconds since 1970. */
  public long atMs;

  /** Orders announces received in the same millisecond, the same on every node; 16 bits. */
  public int tie;

  /** When the session began if the sender of the event knows it, else {@link #atMs}. */
  public long sessionStartedAtMs;

  /** Peers that the reply has room for; set by who writes the reply. */
  public int mostPeers;

  /** Most peers to list; 0: none. */
  public int wanted;

  /** Whether peers of the other family may be listed too. */
  public boolean bothFamilies;

  /** Whether it may bring a swarm that is not there yet. */
  public boolean mayFound = true;

  /** Sessions of one address (IPv6: of one /64) in the swarm at most; 0: any number. */
  public int mostPerAddress;

  /**
   * Milliseconds since the last announce of the session below which this one is early; 0: it is
   * not, whenever it comes.
   */
  public long earlyMs;

  /** How many early ones are taken like others between two that are not; 0 to 7. */
  public int mostEarly;

  /** Whether the torrent's seeders are held back from lower tiers at first. */
  public boolean gated;

  /** How peers are chosen for it. */
  public Selection.Policy policy = Selection.Policy.TIER_BACKOFF;

  /** Where a search for peers stands, and how many entries it may still look at. */
  int cursor;

  int looks;

  /** Seeders that a search left out because their tier was not open. */
  int passed;

  /** Whom it was told about. */
  public final PeerList peers = new PeerList();

  /** Highest tier that its standing and its session open to it, 0 to 3. */
  public int level;

  /** How long its list may be; 0: it is told about nobody. */
  public int allowed;

  /**
   * Highest tier whose seeders were open, 0 to 3: the level, or above it the lowest tier that has a
   * seeder.
   */
  public int ceiling;

  /** Counts of the swarm, the visitor included; sessions, not addresses. */
  public int seeders;

  public int leechers;

  /** How many of the leechers are partial seeders. */
  public int partialSeeders;

  public int downloads;

  /** What stood against entering a visitor. */
  public enum Cap {
    NONE,
    /** There is no such swarm, and {@link #mayFound} is false. */
    NEW_SWARMS,
    SWARMS,
    PEERS,
    PEERS_PER_SWARM,
    PEERS_PER_ADDRESS
  }

  /** False: the swarm or the tracker is full, and the visitor was not entered. */
  public boolean entered;

  /** Why it was not entered. */
  public Cap cap = Cap.NONE;

  /** True: it came too early once too often; nothing is changed and nobody is listed. */
  public boolean early;
}
