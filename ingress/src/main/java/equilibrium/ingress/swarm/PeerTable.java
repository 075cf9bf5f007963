package equilibrium.ingress.swarm;

import equilibrium.ingress.memory.HotPath;
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
 * 36  flags                         1   doubles 2, early 3, twin, partial, completed
 * 37  displaced 1, kind of address 2 1   see {@link Reach}
 * 38  port                          2
 * 40  address                       4 or 16
 * </pre>
 *
 * Entries lie in three regions: seeders, leechers, and sessions that are gone. Those have stopped,
 * or another session has taken their endpoint; they stay until they expire:
 *
 * <pre>
 * 0 ........ seeders ........ present ........ size
 *   seeders        leechers           gone
 * </pre>
 *
 * A region is a role, so a change of role is one swap at a border. Up to {@link #SCANNED} entries
 * are searched one by one; beyond, there is an {@link EntryIndex} by peer id, and for the first two
 * regions one by endpoint. In these regions an endpoint occurs once. Not thread-safe.
 */
@HotPath
public final class PeerTable {
  public static final int ID_BYTES = Ids.PEER_ID_BYTES;

  /** The session has announced {@code completed}. */
  public static final int COMPLETED = 1;

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
  private static final int FLAGS = 36;
  private static final int MARKS = 37;
  private static final int DISPLACED = 1;
  private static final int KIND_SHIFT = 1;
  private static final int PORT = 38;
  private static final int ADDRESS = 40;
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
  private @Nullable EntryIndex byId;
  private @Nullable EntryIndex byEndpoint;
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

  /** Position of the first entry of a peer id, or -1. Clients with keys may share a peer id. */
  public int find(byte[] peerId) {
    return byId == null ? scan(0, peerId) : byId.find(peerId);
  }

  /** Position of the next entry of the same peer id, or -1. */
  public int next(int entry, byte[] peerId) {
    return byId == null ? scan(entry + 1, peerId) : byId.next(entry, peerId);
  }

  private int scan(int from, byte[] peerId) {
    for (int i = from; i < size; i++) {
      if (isAt(i, peerId)) {
        return i;
      }
    }
    return -1;
  }

  /** Position of a session that is not gone: of this client, else of any; or -1. */
  public int findPresent(byte[] peerId, int client) {
    int first = -1;
    for (int entry = find(peerId); entry >= 0; entry = next(entry, peerId)) {
      if (entry < present && client(entry) == client) {
        return entry;
      }
      first = first < 0 && entry < present ? entry : first;
    }
    return first;
  }

  /**
   * Position of the session at an endpoint that is not gone, or -1.
   *
   * @param endpoint port, 2 bytes, and address
   */
  public int findEndpoint(byte[] endpoint) {
    if (byEndpoint != null) {
      return byEndpoint.find(endpoint);
    }
    for (int i = 0; i < present; i++) {
      if (isEndpoint(i, endpoint)) {
        return i;
      }
    }
    return -1;
  }

  /** Adds an entry among the sessions that are gone; its position. All but the id is zero. */
  int add(byte[] peerId) {
    if ((size + 1) * stride > entries.length) {
      resize(size + Math.max(1, size >> 2));
    }
    int at = size * stride;
    Arrays.fill(entries, at, at + stride, (byte) 0);
    System.arraycopy(peerId, 0, entries, at, ID_BYTES);
    size++;
    if (byId != null && byId.hasRoom(size)) {
      byId.add(size - 1);
    } else if (size > SCANNED) {
      rebuildIndexes();
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
      indexEndpoint(at);
    }
    if (at >= seeders && toSeeders) {
      at = swap(at, seeders++);
    }
    if (at < seeders && !toSeeders) {
      at = swap(at, --seeders);
    }
    if (at < present && toGone) {
      if (byEndpoint != null) {
        byEndpoint.remove(at);
      }
      at = swap(at, --present);
    }
    return at;
  }

  /** Ports 0 and 1 are no endpoints: clients that cannot be reached share them. */
  private void indexEndpoint(int entry) {
    if (byEndpoint != null && port(entry) > 1) {
      byEndpoint.add(entry);
    }
  }

  /** Removes an entry. The last one takes its place. */
  void remove(int entry) {
    int at = move(entry, Role.GONE);
    int last = swap(at, size - 1);
    if (byId != null) {
      byId.remove(last);
    }
    size--;
  }

  /** Frees memory that growth and removals left unused. */
  void trim() {
    int wanted = Math.max(1, size);
    if (entries.length > (wanted + (wanted >> 1)) * stride) {
      resize(wanted);
    }
    if (size <= SCANNED) {
      byId = null;
      byEndpoint = null;
    } else if (byId != null && byId.isTooLarge(size)) {
      rebuildIndexes();
    }
  }

  private void resize(int most) {
    entries = Arrays.copyOf(entries, most * stride);
    if (byId != null) {
      byId.entries(entries);
    }
    if (byEndpoint != null) {
      byEndpoint.entries(entries);
    }
  }

  private void rebuildIndexes() {
    byId = new EntryIndex(entries, stride, 0, ID_BYTES, size);
    byEndpoint = new EntryIndex(entries, stride, PORT, family.endpointBytes(), size);
    for (int i = 0; i < size; i++) {
      byId.add(i);
    }
    for (int i = 0; i < present; i++) {
      indexEndpoint(i);
    }
  }

  /** Size of its arrays. */
  long bytes() {
    return entries.length
        + (byId == null ? 0 : byId.bytes())
        + (byEndpoint == null ? 0 : byEndpoint.bytes());
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

  /**
   * Sets the endpoint of an entry.
   *
   * @param endpoint port, 2 bytes, and address; not that of another session that is not gone
   */
  void endpoint(int entry, byte[] endpoint) {
    if (byEndpoint != null && entry < present) {
      byEndpoint.remove(entry);
    }
    int at = entry * stride + PORT;
    System.arraycopy(endpoint, 0, entries, at, family.endpointBytes());
    int kind = Reach.kind(family, endpoint, 2);
    int marks = entry * stride + MARKS;
    entries[marks] = (byte) ((kind << KIND_SHIFT) | (entries[marks] & DISPLACED));
    if (entry < present) {
      indexEndpoint(entry);
    }
  }

  /** Whether an entry has this endpoint: port, 2 bytes, and address. */
  boolean isEndpoint(int entry, byte[] endpoint) {
    int at = entry * stride + PORT;
    return entries[at + 1] == endpoint[1] // the port first, since it differs nearly always
        && entries[at] == endpoint[0]
        && Arrays.equals(
            entries, at + 2, at + 2 + family.addressBytes, endpoint, 2, 2 + family.addressBytes);
  }

  /** Whether the session goes on: it has not stopped, though another one may have its endpoint. */
  public boolean isGoingOn(int entry) {
    return entry < present || (entries[entry * stride + MARKS] & DISPLACED) != 0;
  }

  /** Marks a session that is gone, but goes on: another one has its endpoint. */
  void displaced(int entry, boolean displaced) {
    int at = entry * stride + MARKS;
    entries[at] = (byte) (displaced ? entries[at] | DISPLACED : entries[at] & ~DISPLACED);
  }

  /** The kind of the entry's address, 0 to 3, as {@link Reach} has it. */
  int kind(int entry) {
    return entries[entry * stride + MARKS] >> KIND_SHIFT;
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

  /** Copies the address to 16 bytes, an IPv4 address in its mapped form. */
  public void copyAddress(int entry, byte[] to) {
    if (family == Family.IPV4) {
      Arrays.fill(to, (byte) 0);
      to[10] = -1;
      to[11] = -1;
    }
    System.arraycopy(entries, entry * stride + ADDRESS, to, family.offset(), family.addressBytes);
  }

  /** Copies port, 2 bytes, and address. */
  void copyEndpoint(int entry, byte[] to) {
    System.arraycopy(entries, entry * stride + PORT, to, 0, family.endpointBytes());
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

  /** Whether an entry has one of these peer ids, of 20 bytes each. */
  boolean isOneOf(int entry, byte[] peerIds) {
    int at = entry * stride;
    for (int id = 0; id < peerIds.length; id += ID_BYTES) {
      if (Arrays.equals(entries, at, at + ID_BYTES, peerIds, id, id + ID_BYTES)) {
        return true;
      }
    }
    return false;
  }

  /** Exchanges two entries; the new position of the first one. */
  private int swap(int a, int b) {
    if (a == b) {
      return b;
    }
    if (byId != null) {
      byId.swap(a, b);
    }
    if (byEndpoint != null) {
      byEndpoint.swap(a, b);
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
}
