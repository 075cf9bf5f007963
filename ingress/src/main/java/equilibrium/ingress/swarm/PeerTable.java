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
 * 20  last heard: ms &lt;&lt; 16 | tie    8   orders announces of one session
 * 28  session's age then, ms        4   at most 24 days, by when every tier is open
 * 32  client                        4   index in {@link Clients}
 * 36  port                          2
 * 38  flags                         1   doubles 2, early 3, twin, partial, completed
 * 39  address                       4 or 16
 * </pre>
 *
 * Entries lie in three regions, seeders, leechers, and those that are gone but not forgotten:
 *
 * <pre>
 * 0 ........ seeders ........ present ........ size
 *   seeders        leechers           gone
 * </pre>
 *
 * so that a role is a place, and a change of role is one swap at a border. Up to {@link #SCANNED}
 * entries are searched one by one; beyond, an open-addressing index of positions is kept. Not
 * thread-safe.
 */
@HotPath
final class PeerTable {
  static final int ID_BYTES = Ids.PEER_ID_BYTES;

  static final int COMPLETED = 1;
  static final int PARTIAL = 2;

  /** Also stands in the table of the other family, where it is counted. */
  static final int TWIN = 4;

  /** Early announces since the last that was not: three bits. */
  private static final int EARLY_SHIFT = 3;

  private static final int EARLY_MASK = 7;

  /** Announces of the session's other sockets since the last of its own: two bits. */
  private static final int DOUBLES_SHIFT = 6;

  private static final int DOUBLES_MASK = 3;

  /** Entries of a region that are looked at to see whether one address crowds it. */
  private static final int LOOKS = 512;

  private static final int HEARD = 20;
  private static final int AGE = 28;
  private static final int CLIENT = 32;
  private static final int PORT = 36;
  private static final int FLAGS = 38;
  private static final int ADDRESS = 39;
  private static final int SCANNED = 24;

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

  Family family() {
    return family;
  }

  int seeders() {
    return seeders;
  }

  /** Seeders and leechers. */
  int present() {
    return present;
  }

  /** All entries, the gone included. */
  int size() {
    return size;
  }

  /** Position of a peer id, or -1. */
  int find(byte[] peerId) {
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

  /** Position of a peer id that is not gone, or -1. */
  int findPresent(byte[] peerId) {
    int entry = find(peerId);
    return entry < present ? entry : -1;
  }

  /** Enters a peer id as gone; its position. Everything but the id is zero. */
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

  /** Moves an entry among the seeders, the leechers or the gone; its new position. */
  int move(int entry, Visit.Role role) {
    int at = entry;
    boolean toSeeders = role == Visit.Role.SEEDER;
    boolean toGone = role == Visit.Role.GONE;
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

  /** Forgets an entry. The last one takes its place. */
  void remove(int entry) {
    int at = move(entry, Visit.Role.GONE);
    int last = swap(at, size - 1);
    if (index != null) {
      leaveIndex(index, last);
    }
    size--;
  }

  /** Gives back what growth and departures left unused. */
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

  /** What its arrays hold. */
  long bytes() {
    return entries.length + (index == null ? 0 : 4L * index.length);
  }

  /** When it was last heard, milliseconds since 1970, and the tie below it. */
  long heard(int entry) {
    return (long) LONG.get(entries, entry * stride + HEARD);
  }

  /** When its session began, milliseconds since 1970. */
  long startedAtMs(int entry) {
    return (heard(entry) >> 16) - (int) INT.get(entries, entry * stride + AGE);
  }

  void heard(int entry, long stamp, long startedAtMs) {
    int at = entry * stride;
    long age = Math.clamp((stamp >> 16) - startedAtMs, 0, Integer.MAX_VALUE);
    LONG.set(entries, at + HEARD, stamp);
    INT.set(entries, at + AGE, (int) age);
  }

  int client(int entry) {
    return (int) INT.get(entries, entry * stride + CLIENT);
  }

  void client(int entry, int client) {
    INT.set(entries, entry * stride + CLIENT, client);
  }

  int port(int entry) {
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

  boolean has(int entry, int flag) {
    return (entries[entry * stride + FLAGS] & flag) != 0;
  }

  void set(int entry, int flag, boolean on) {
    int at = entry * stride + FLAGS;
    entries[at] = (byte) (on ? entries[at] | flag : entries[at] & ~flag);
  }

  /** 0 to 7. */
  int early(int entry) {
    return count(entry, EARLY_SHIFT, EARLY_MASK);
  }

  void early(int entry, int count) {
    count(entry, EARLY_SHIFT, EARLY_MASK, count);
  }

  /** 0 to 3. */
  int doubles(int entry) {
    return count(entry, DOUBLES_SHIFT, DOUBLES_MASK);
  }

  void doubles(int entry, int count) {
    count(entry, DOUBLES_SHIFT, DOUBLES_MASK, count);
  }

  private int count(int entry, int shift, int mask) {
    return (entries[entry * stride + FLAGS] >> shift) & mask;
  }

  private void count(int entry, int shift, int mask, int count) {
    int at = entry * stride + FLAGS;
    entries[at] = (byte) ((entries[at] & ~(mask << shift)) | (count << shift));
  }

  /**
   * Whether an address (IPv6: its /64) has so many entries: all are looked at in regions of up to
   * {@link #LOOKS}, in larger ones those that came last, where whoever floods a swarm is.
   */
  boolean isCrowded(byte[] address, int most) {
    if (size < most) {
      return false;
    }
    return ofAddress(address, Math.max(0, seeders - LOOKS), seeders)
            + ofAddress(address, Math.max(seeders, present - LOOKS), present)
            + ofAddress(address, present, Math.min(size, present + LOOKS))
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

  void copyId(int entry, byte[] to, int slot) {
    System.arraycopy(entries, entry * stride, to, slot * ID_BYTES, ID_BYTES);
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

  /** Exchanges two entries; the place where the first one now is. */
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
