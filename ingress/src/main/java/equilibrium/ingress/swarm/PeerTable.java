package equilibrium.ingress.swarm;

import equilibrium.schemas.Ids;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The peers of one swarm and one address family, packed into one array. An entry is
 *
 * <pre>
 *  0  peer id                      20
 * 20  last announce: ms &lt;&lt; 16 | tie 8   orders announces of one session
 * 28  session's age then, ms        4   at most 24 days, by when every tier is open
 * 32  client                        4   index in {@link Clients}
 * 36  port                          2
 * 38  flags                         1   doubles 2, early 3, twin, partial, completed
 * 39  address                       4 or 16
 * </pre>
 *
 * Entries lie in three regions: seeders, leechers, and stopped sessions that have not expired:
 *
 * <pre>
 * 0 ........ seeders ........ present ........ size
 *   seeders        leechers           gone
 * </pre>
 *
 * A region is a role, so a change of role is one swap at a border. Up to {@link #SCANNED} entries
 * are searched one by one; beyond, an open-addressing index of positions is kept. Not thread-safe.
 */
@HotPath
public final class PeerTable {
  public static final int ID_BYTES = Ids.PEER_ID_BYTES;

  static final int COMPLETED = 1;
  static final int PARTIAL = 2;

  /** The session has an entry in the other family's table too, and is counted there. */
  public static final int TWIN = 4;

  /** Early announces since the last that was not: three bits. */
  private static final int EARLY_SHIFT = 3;

  private static final int EARLY_MASK = 7;

  /** Announces of the session's other sockets since the last of its own: two bits. */
  private static final int DOUBLES_SHIFT = 6;

  private static final int DOUBLES_MASK = 3;

  /** Entries of a region that are examined for one address. */
  private static final int EXAMINED = 512;

  private static final int RECEIVED = 20;
  private static final int AGE = 28;
  private static final int CLIENT = 32;
  private static final int PORT = 36;
  private static final int FLAGS = 38;
  private static final int ADDRESS = 39;
  private static final int SCANNED = 24;
  private static final int TIE_BITS = 16;
  private static final int TIE = (1 << TIE_BITS) - 1;

  private static final VarHandle LONG = view(long[].class);
  private static final VarHandle INT = view(int[].class);

  private static VarHandle view(Class<?> array) {
    return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.BIG_ENDIAN);
  }

  private final Family family;
  private final int stride;
  private byte[] entries;
  private int @Nullable [] index;
  private int seeders;
  private int present;
  private int size;

  PeerTable(Family family) {
    this.family = family;
    this.stride = ADDRESS + family.addressBytes;
    this.entries = new byte[stride];
  }

  public Family family() {
    return family;
  }

  public int seeders() {
    return seeders;
  }

  /** Seeders and leechers. */
  public int present() {
    return present;
  }

  /** All entries, stopped sessions included. */
  public int size() {
    return size;
  }

  /** Position of a peer id, or -1. */
  public int find(byte[] peerId) {
    if (index != null) {
      return findIndexed(index, peerId);
    }
    for (int i = 0; i < size; i++) {
      if (isAt(i, peerId)) {
        return i;
      }
    }
    return -1;
  }

  /** Position of the entry of a peer id whose session has not stopped, or -1. */
  public int findPresent(byte[] peerId) {
    int entry = find(peerId);
    return entry < present ? entry : -1;
  }

  /** Adds an entry among the stopped sessions; its position. Everything but the id is zero. */
  int add(byte[] peerId) {
    if ((size + 1) * stride > entries.length) {
      int entriesMore = Math.max(1, size >> 1);
      entries = Arrays.copyOf(entries, (size + entriesMore) * stride);
    }
    int at = size * stride;
    Arrays.fill(entries, at, at + stride, (byte) 0);
    System.arraycopy(peerId, 0, entries, at, ID_BYTES);
    size++;
    if (index != null && size * 2 <= index.length) {
      enterIndex(index, size - 1);
    } else if (size > SCANNED) {
      rebuildIndex();
    }
    return size - 1;
  }

  /** Moves an entry to the region of a role; its new position. */
  int move(int entry, Role role) {
    int at = entry;
    boolean toSeeders = role == Role.SEEDER;
    boolean toGone = role == Role.GONE;
    if (at >= present && !toGone) {
      at = swap(at, present++);
    }
    if (at >= seeders && toSeeders) {
      at = swap(at, seeders++);
    }
    if (at < seeders && !toSeeders) {
      at = swap(at, --seeders);
    }
    if (at < present && toGone) {
      at = swap(at, --present);
    }
    return at;
  }

  /** Removes an entry. The last one takes its place. */
  void remove(int entry) {
    int at = move(entry, Role.GONE);
    int last = swap(at, size - 1);
    if (index != null) {
      leaveIndex(index, last);
    }
    size--;
  }

  /** Frees memory that growth and removals left unused. */
  void trim() {
    if (entries.length > 2 * Math.max(1, size) * stride) {
      entries = Arrays.copyOf(entries, Math.max(1, size) * stride);
    }
    if (index != null && size <= SCANNED) {
      index = null;
    } else if (index != null && index.length > 8 * size) { // 2 to 4 times when it is new
      rebuildIndex();
    }
  }

  /** Size of its arrays. */
  long bytes() {
    return entries.length + (index == null ? 0 : 4L * index.length);
  }

  /** Orders announces by when they were received; the tie orders those of one millisecond. */
  static long stamp(long atMs, int tie) {
    return (atMs << TIE_BITS) | (tie & TIE);
  }

  /** The stamp of the last announce. */
  public long stamp(int entry) {
    return (long) LONG.get(entries, entry * stride + RECEIVED);
  }

  /** When the last announce was received, milliseconds since 1970. */
  public long receivedAtMs(int entry) {
    return stamp(entry) >> TIE_BITS;
  }

  /** When the session began, milliseconds since 1970. */
  public long startedAtMs(int entry) {
    return receivedAtMs(entry) - (int) INT.get(entries, entry * stride + AGE);
  }

  void received(int entry, long stamp, long startedAtMs) {
    int at = entry * stride;
    long age = Math.clamp((stamp >> TIE_BITS) - startedAtMs, 0, Integer.MAX_VALUE);
    LONG.set(entries, at + RECEIVED, stamp);
    INT.set(entries, at + AGE, (int) age);
  }

  public int client(int entry) {
    return (int) INT.get(entries, entry * stride + CLIENT);
  }

  void client(int entry, int client) {
    INT.set(entries, entry * stride + CLIENT, client);
  }

  public int port(int entry) {
    int at = entry * stride + PORT;
    return ((entries[at] & 0xff) << 8) | (entries[at + 1] & 0xff);
  }

  void endpoint(int entry, byte[] address, int port) {
    int at = entry * stride;
    entries[at + PORT] = (byte) (port >> 8);
    entries[at + PORT + 1] = (byte) port;
    System.arraycopy(address, 0, entries, at + ADDRESS, family.addressBytes);
  }

  boolean isEndpoint(int entry, byte[] address, int port) {
    int at = entry * stride + ADDRESS;
    return port(entry) == port
        && Arrays.equals(entries, at, at + family.addressBytes, address, 0, family.addressBytes);
  }

  public boolean has(int entry, int flag) {
    return (entries[entry * stride + FLAGS] & flag) != 0;
  }

  void set(int entry, int flag, boolean on) {
    int at = entry * stride + FLAGS;
    entries[at] = (byte) (on ? entries[at] | flag : entries[at] & ~flag);
  }

  /** 0 to 7. */
  public int early(int entry) {
    return count(entry, EARLY_SHIFT, EARLY_MASK);
  }

  void early(int entry, int count) {
    count(entry, EARLY_SHIFT, EARLY_MASK, count);
  }

  /** 0 to 3. */
  public int doubles(int entry) {
    return count(entry, DOUBLES_SHIFT, DOUBLES_MASK);
  }

  void doubles(int entry, int count) {
    count(entry, DOUBLES_SHIFT, DOUBLES_MASK, count);
  }

  /** The role of an entry, by its region. */
  public Role role(int entry) {
    if (entry < seeders) {
      return Role.SEEDER;
    }
    if (entry >= present) {
      return Role.GONE;
    }
    return has(entry, PARTIAL) ? Role.PARTIAL_SEEDER : Role.LEECHER;
  }

  private int count(int entry, int shift, int mask) {
    return (entries[entry * stride + FLAGS] >> shift) & mask;
  }

  private void count(int entry, int shift, int mask, int count) {
    int at = entry * stride + FLAGS;
    entries[at] = (byte) ((entries[at] & ~(mask << shift)) | (count << shift));
  }

  /**
   * Whether an address (IPv6: its /64) has so many entries. All entries of regions of up to {@link
   * #EXAMINED} are examined; of larger ones the last ones, where the entries of a flood are.
   */
  boolean isCrowded(byte[] address, int most) {
    if (size < most) {
      return false;
    }
    return ofAddress(address, Math.max(0, seeders - EXAMINED), seeders)
            + ofAddress(address, Math.max(seeders, present - EXAMINED), present)
            + ofAddress(address, present, Math.min(size, present + EXAMINED))
        >= most;
  }

  private int ofAddress(byte[] address, int from, int to) {
    int found = 0;
    if (family == Family.IPV4) {
      int wanted = (int) INT.get(address, 0);
      for (int entry = from; entry < to; entry++) {
        found += (int) INT.get(entries, entry * stride + ADDRESS) == wanted ? 1 : 0;
      }
    } else {
      long wanted = (long) LONG.get(address, 0);
      for (int entry = from; entry < to; entry++) {
        found += (long) LONG.get(entries, entry * stride + ADDRESS) == wanted ? 1 : 0;
      }
    }
    return found;
  }

  public void copyId(int entry, byte[] to, int slot) {
    System.arraycopy(entries, entry * stride, to, slot * ID_BYTES, ID_BYTES);
  }

  /** The address, in network order, at the beginning of an array. */
  void copyAddress(int entry, byte[] to) {
    System.arraycopy(entries, entry * stride + ADDRESS, to, 0, family.addressBytes);
  }

  void copyEndpoint(int entry, byte[] to, int slot) {
    int at = entry * stride;
    int into = slot * family.endpointBytes();
    System.arraycopy(entries, at + ADDRESS, to, into, family.addressBytes);
    System.arraycopy(entries, at + PORT, to, into + family.addressBytes, 2);
  }

  boolean isAt(int entry, byte[] peerId) {
    int at = entry * stride;
    return Arrays.equals(entries, at, at + ID_BYTES, peerId, 0, ID_BYTES);
  }

  /** Exchanges two entries; the new position of the first one. */
  private int swap(int a, int b) {
    if (a == b) {
      return b;
    }
    if (index != null) {
      int slotA = slotOf(index, a);
      int slotB = slotOf(index, b);
      index[slotA] = b + 1;
      index[slotB] = a + 1;
    }
    int atA = a * stride;
    int atB = b * stride;
    for (int i = 0; i < stride; i++) {
      byte kept = entries[atA + i];
      entries[atA + i] = entries[atB + i];
      entries[atB + i] = kept;
    }
    return b;
  }

  private int findIndexed(int[] index, byte[] peerId) {
    int mask = index.length - 1;
    for (int slot = hash(peerId, 0) & mask; ; slot = (slot + 1) & mask) {
      int entry = index[slot] - 1;
      if (entry < 0 || isAt(entry, peerId)) {
        return entry;
      }
    }
  }

  private static int hash(byte[] from, int offset) {
    return SaltedHash.mix(
        (long) LONG.get(from, offset),
        (long) LONG.get(from, offset + 8),
        (int) INT.get(from, offset + 16));
  }

  private int home(int entry, int mask) {
    return hash(entries, entry * stride) & mask;
  }

  private int slotOf(int[] index, int entry) {
    int mask = index.length - 1;
    int slot = home(entry, mask);
    while (index[slot] != entry + 1) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void enterIndex(int[] index, int entry) {
    int mask = index.length - 1;
    int slot = home(entry, mask);
    while (index[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    index[slot] = entry + 1;
  }

  /** Backward-shift deletion: no tombstones in the index. */
  private void leaveIndex(int[] index, int entry) {
    int mask = index.length - 1;
    int hole = slotOf(index, entry);
    for (int slot = (hole + 1) & mask; index[slot] != 0; slot = (slot + 1) & mask) {
      int wanted = home(index[slot] - 1, mask);
      if (((slot - wanted) & mask) >= ((slot - hole) & mask)) {
        index[hole] = index[slot];
        hole = slot;
      }
    }
    index[hole] = 0;
  }

  private void rebuildIndex() {
    int[] fitting = new int[Integer.highestOneBit(size * 4)];
    for (int i = 0; i < size; i++) {
      enterIndex(fitting, i);
    }
    index = fitting;
  }
}
