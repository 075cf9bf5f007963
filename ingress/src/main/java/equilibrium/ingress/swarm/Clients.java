package equilibrium.ingress.swarm;

import equilibrium.ingress.memory.HashSlots;
import equilibrium.ingress.memory.HotPath;
import equilibrium.ingress.memory.SaltedHash;
import equilibrium.schemas.Tier;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The clients that are in a swarm now or have a standing, numbered, with their tiers. Peer entries
 * refer to a client by its number, so that a new tier is in force everywhere at once. The number of
 * a client without a standing is given to another one after two peer lifetimes without an announce;
 * by then no entry holds it. Number 0 stands for all clients that are not in the table because it
 * is full; it has no standing. A client under suspicion stays, and has a {@link Suspect}.
 *
 * <p>Tiers and suspects are read without a lock; everything else takes the table's own.
 */
@HotPath
public final class Clients {
  /** Clients that are copied under one hold of the lock. */
  public static final int CHUNK = 4096;

  private static final int SMALLEST = 1024;

  /** Clients whose suspects are in one array. */
  private static final int PAGE = 1024;

  private static final @Nullable Suspect[] NO_PAGE = {};

  /** The bits that hold the tier. */
  private static final int TIER = Tier.HIGHEST;

  /** Flag beside the tier: the client announces with a key. */
  private static final int KEYED = 4;

  /** Flag beside the tier: the client has a {@link Suspect}. */
  private static final int SUSPECT = 8;

  /**
   * What a suspicion does to one client (docs/policy.md 3.6). Its existence alone means that the
   * client is watched.
   */
  @HotPath
  public static final class Suspect {
    private static final byte[] NONE = {};

    private final long unlistedUntilMs;
    private final boolean refused;
    private final byte @Nullable [] sessions;

    /**
     * The effects on one client.
     *
     * @param unlistedUntilMs until when it is in no peer list, not included; tracker time,
     *     milliseconds since 1970; 0: it may be listed
     * @param refused whether its announces are refused
     * @param sessions the peer ids that the effects are limited to, 20 bytes each; null: all
     */
    public Suspect(long unlistedUntilMs, boolean refused, byte @Nullable [] sessions) {
      this.unlistedUntilMs = unlistedUntilMs;
      this.refused = refused;
      this.sessions = sessions;
    }

    /** A client about which only hand-outs are recorded. */
    public static Suspect watched() {
      return new Suspect(0, false, NONE);
    }

    boolean isUnlisted(long nowMs) {
      return refused || nowMs < unlistedUntilMs;
    }

    boolean isRefused() {
      return refused;
    }

    boolean concerns(PeerTable table, int entry) {
      return sessions == null || table.isOneOf(entry, sessions);
    }

    /** Whether a session is meant, by the 20 bytes of its peer id. */
    public boolean concerns(byte[] peerId) {
      if (sessions == null) {
        return true;
      }
      for (int at = 0; at < sessions.length; at += PeerTable.ID_BYTES) {
        if (Arrays.equals(sessions, at, at + PeerTable.ID_BYTES, peerId, 0, PeerTable.ID_BYTES)) {
          return true;
        }
      }
      return false;
    }
  }

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final int most;
  private long[] high = new long[SMALLEST];
  private long[] low = new long[SMALLEST];
  private long[] usedAtMs = new long[SMALLEST];
  private volatile @Nullable Suspect[][] suspects = new @Nullable Suspect[0][];
  private volatile byte[] tiers = new byte[SMALLEST];
  private volatile boolean intervening = true;
  private byte[] readings = new byte[SMALLEST];
  private byte reading;
  private Slots slots = new Slots(SMALLEST);
  private int[] free = new int[SMALLEST];
  private int freeSize;
  private int next = 1;
  private int size;

  /**
   * An empty table.
   *
   * @param most clients at most, number 0 aside
   */
  public Clients(int most) {
    this.most = most;
  }

  /** As {@link #enter(long, long, long)}, by the 16 bytes of the client's id. */
  public int enter(byte[] id, long nowMs) {
    return enter((long) LONG.get(id, 0), (long) LONG.get(id, Long.BYTES), nowMs);
  }

  /** As {@link #number(long, long)}, by the 16 bytes of the client's id. */
  public int number(byte[] id) {
    return number((long) LONG.get(id, 0), (long) LONG.get(id, Long.BYTES));
  }

  /** As {@link #tier(long, long, int)}, by the 16 bytes of the client's id. */
  public void tier(byte[] id, int tier) {
    tier((long) LONG.get(id, 0), (long) LONG.get(id, Long.BYTES), tier);
  }

  /** Number of a client, entered if it is new; 0 if there is no room. */
  public synchronized int enter(long high, long low, long nowMs) {
    int client = find(high, low);
    if (client < 0) {
      client = add(high, low);
    }
    usedAtMs[client] = Math.max(usedAtMs[client], nowMs);
    return client;
  }

  /** Number of a client; -1: it is not known. */
  public synchronized int number(long high, long low) {
    return find(high, low);
  }

  /** Tier of a client, 0 to 3. */
  public int tier(int client) {
    return tiers[client] & TIER;
  }

  /** Whether a client announces with a key: it is one person, not all that share an address. */
  public boolean isKeyed(int client) {
    return (tiers[client] & KEYED) != 0;
  }

  /** Records that a client announces with a key. */
  public void keyed(int client) {
    if (client > 0 && !isKeyed(client)) {
      synchronized (this) {
        tiers[client] |= KEYED;
      }
    }
  }

  /** Sets the tier that a standing gives; 0: none. */
  public synchronized void tier(long high, long low, int tier) {
    int client = find(high, low);
    if (client < 0 && tier > 0) {
      client = add(high, low);
    }
    if (client > 0) {
      tiers[client] = (byte) ((tiers[client] & ~TIER) | tier);
      readings[client] = reading;
    }
  }

  /**
   * Sets what a suspicion does to a client, by the 16 bytes of its id; in force at once for all its
   * peers. Without room for another client it is not suspected, as it has no tier either.
   *
   * @param suspect null: it is not suspected
   */
  public synchronized void suspect(byte[] id, @Nullable Suspect suspect) {
    long high = (long) LONG.get(id, 0);
    long low = (long) LONG.get(id, Long.BYTES);
    int client = find(high, low);
    if (client < 0 && suspect != null) {
      client = add(high, low);
    }
    if (client > 0) {
      page(client)[client % PAGE] = suspect;
      tiers[client] = (byte) (suspect == null ? tiers[client] & ~SUSPECT : tiers[client] | SUSPECT);
    }
  }

  /** The page of a client's {@link Suspect}. There are few, so most pages are never made. */
  private @Nullable Suspect[] page(int client) {
    int page = client / PAGE;
    if (page >= suspects.length || suspects[page].length == 0) {
      var pages = Arrays.copyOf(suspects, Math.max(suspects.length, page + 1));
      for (int i = suspects.length; i < pages.length; i++) {
        pages[i] = NO_PAGE;
      }
      pages[page] = new @Nullable Suspect[PAGE];
      suspects = pages;
    }
    return suspects[page];
  }

  /** From now on, suspicions have effects or have none; watched clients stay watched. */
  public void intervene(boolean on) {
    intervening = on;
  }

  /** Whether hand-outs of a client's peers are of interest. */
  public boolean isWatched(int client) {
    return (tiers[client] & SUSPECT) != 0;
  }

  /** What is in force against a client; null: nothing. */
  private @Nullable Suspect suspect(int client) {
    return isWatched(client) && intervening ? suspects[client / PAGE][client % PAGE] : null;
  }

  /** Whether an entry is in no peer list now. */
  boolean isUnlisted(PeerTable table, int entry, long nowMs) {
    var suspect = suspect(table.client(entry));
    return suspect != null && suspect.isUnlisted(nowMs) && suspect.concerns(table, entry);
  }

  /** Whether the peer of a session is in no peer list now. */
  public boolean isUnlisted(int client, byte[] peerId, long nowMs) {
    var suspect = suspect(client);
    return suspect != null && suspect.isUnlisted(nowMs) && suspect.concerns(peerId);
  }

  /** Whether the announces of a session are refused. */
  public boolean isRefused(int client, byte[] peerId) {
    var suspect = suspect(client);
    return suspect != null && suspect.isRefused() && suspect.concerns(peerId);
  }

  /** Every client has a number below this one. */
  public synchronized int numbers() {
    return next;
  }

  /** Copies the id of a client, 16 bytes; zeros for number 0. */
  public synchronized void copyId(int client, byte[] to) {
    copyId(client, to, 0);
  }

  private void copyId(int client, byte[] to, int at) {
    LONG.set(to, at, high[client]);
    LONG.set(to, at + Long.BYTES, low[client]);
  }

  /**
   * Copies those of the next {@value #CHUNK} clients that have a tier above the lowest; how many.
   *
   * @param ids room for 16 bytes of each
   */
  public synchronized int copyStandings(int from, byte[] ids, byte[] theirTiers) {
    int copied = 0;
    for (int client = from; client < Math.min(next, from + CHUNK); client++) {
      if ((tiers[client] & TIER) > 0) {
        copyId(client, ids, 2 * Long.BYTES * copied);
        theirTiers[copied++] = (byte) (tiers[client] & TIER);
      }
    }
    return copied;
  }

  /** Begins to read all standings again. The old ones stay in force until {@link #endReading}. */
  public synchronized void beginReading() {
    reading++;
  }

  /** Removes the tiers that were not set since {@link #beginReading}. */
  public synchronized void endReading() {
    for (int client = 1; client < next; client++) {
      if (readings[client] != reading) {
        tiers[client] &= ~TIER;
      }
    }
  }

  /**
   * Removes clients without standing and suspicion that were last entered before a time; how many.
   */
  public synchronized int expire(long beforeMs) {
    int removed = 0;
    for (int client = 1; client < next; client++) {
      boolean taken = (high[client] | low[client]) != 0;
      boolean known = (tiers[client] & (TIER | SUSPECT)) != 0;
      if (taken && !known && usedAtMs[client] < beforeMs) {
        remove(client);
        removed++;
      }
    }
    return removed;
  }

  /** Clients in the table. */
  public synchronized int size() {
    return size;
  }

  private int find(long high, long low) {
    int hash = SaltedHash.mix(high);
    for (int slot = slots.first(hash); slot >= 0; slot = slots.next(slot, hash)) {
      int client = slots.number(slot);
      if (this.high[client] == high && this.low[client] == low) {
        return client;
      }
    }
    return -1;
  }

  private int add(long high, long low) {
    if (size == most) {
      return 0;
    }
    if (freeSize == 0 && next == this.high.length) {
      grow();
    }
    int client = freeSize > 0 ? free[--freeSize] : next++;
    this.high[client] = high;
    this.low[client] = low;
    slots.add(client);
    size++;
    return client;
  }

  private void grow() {
    int length = high.length + high.length / 2;
    high = Arrays.copyOf(high, length);
    low = Arrays.copyOf(low, length);
    usedAtMs = Arrays.copyOf(usedAtMs, length);
    tiers = Arrays.copyOf(tiers, length);
    readings = Arrays.copyOf(readings, length);
    slots = new Slots(length);
    for (int client = 1; client < next; client++) {
      slots.add(client);
    }
  }

  private void remove(int client) {
    slots.remove(client);
    high[client] = 0;
    low[client] = 0;
    usedAtMs[client] = 0;
    tiers[client] = 0;
    if (freeSize == free.length) {
      free = Arrays.copyOf(free, freeSize * 2);
    }
    free[freeSize++] = client;
    size--;
  }

  /** Finds clients by the first half of their ids. */
  @HotPath
  private final class Slots extends HashSlots {
    Slots(int most) {
      super(most);
    }

    @Override
    protected int hashOf(int client) {
      return SaltedHash.mix(high[client]);
    }
  }
}
