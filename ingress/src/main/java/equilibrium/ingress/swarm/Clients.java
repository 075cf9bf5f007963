package equilibrium.ingress.swarm;

import equilibrium.schemas.Tier;
import java.util.Arrays;

/**
 * The clients that are in a swarm now or have a standing, numbered, with their tiers. Entries refer
 * to a client by its number, so that a new tier is in force everywhere at once. A number is given
 * to another client when nobody has used it for two peer lifetimes and it has no standing; by then
 * no entry holds it. Number 0 is the client without a standing that stands for all when the table
 * is full.
 *
 * <p>Tiers are read without a lock; everything else takes the table's own.
 */
@HotPath
public final class Clients {
  private static final int SMALLEST = 1024;

  /** The bits that hold the tier. */
  private static final int TIER = Tier.HIGHEST;

  /** Stands beside the tier of a client that announces with a key. */
  private static final int KEYED = 4;

  private final int most;
  private long[] high = new long[SMALLEST];
  private long[] low = new long[SMALLEST];
  private long[] usedAtMs = new long[SMALLEST];
  private volatile byte[] tiers = new byte[SMALLEST];
  private byte[] readings = new byte[SMALLEST];
  private byte reading;
  private int[] slots = new int[SMALLEST * 2];
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

  /** Whether a client is one person's, not all that share an address. */
  public boolean isKeyed(int client) {
    return (tiers[client] & KEYED) != 0;
  }

  /** Remembers that a client announces with a key. */
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

  /** Begins to read all standings anew. The old ones stay in force until {@link #endReading}. */
  public synchronized void beginReading() {
    reading++;
  }

  /** Takes away the tiers that were not set since {@link #beginReading}. */
  public synchronized void endReading() {
    for (int client = 1; client < next; client++) {
      if (readings[client] != reading) {
        tiers[client] &= ~TIER;
      }
    }
  }

  /** Gives back the numbers of clients without a standing that nobody used since then. */
  public synchronized int expire(long beforeMs) {
    int removed = 0;
    for (int client = 1; client < next; client++) {
      boolean given = (high[client] | low[client]) != 0;
      if (given && (tiers[client] & TIER) == 0 && usedAtMs[client] < beforeMs) {
        remove(client);
        removed++;
      }
    }
    return removed;
  }

  /** How many there are. */
  public synchronized int size() {
    return size;
  }

  private int find(long high, long low) {
    int mask = slots.length - 1;
    for (int slot = SaltedHash.mix(high) & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
      int client = slots[slot];
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
    enterSlot(client);
    size++;
    return client;
  }

  private void grow() {
    int length = high.length * 2;
    high = Arrays.copyOf(high, length);
    low = Arrays.copyOf(low, length);
    usedAtMs = Arrays.copyOf(usedAtMs, length);
    tiers = Arrays.copyOf(tiers, length);
    readings = Arrays.copyOf(readings, length);
    slots = new int[length * 2];
    for (int client = 1; client < next; client++) {
      enterSlot(client);
    }
  }

  private void enterSlot(int client) {
    int mask = slots.length - 1;
    int slot = SaltedHash.mix(high[client]) & mask;
    while (slots[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    slots[slot] = client;
  }

  private void remove(int client) {
    int mask = slots.length - 1;
    int hole = SaltedHash.mix(high[client]) & mask;
    while (slots[hole] != client) {
      hole = (hole + 1) & mask;
    }
    for (int slot = (hole + 1) & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
      int home = SaltedHash.mix(high[slots[slot]]) & mask;
      if (((slot - home) & mask) >= ((slot - hole) & mask)) {
        slots[hole] = slots[slot];
        hole = slot;
      }
    }
    slots[hole] = 0;
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
}
