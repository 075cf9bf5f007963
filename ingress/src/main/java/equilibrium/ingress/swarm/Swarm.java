package equilibrium.ingress.swarm;

import equilibrium.ingress.swarm.Visit.Cap;
import equilibrium.ingress.swarm.Visit.Role;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * One swarm: its peers of both families, and how often it was downloaded. A session that announces
 * over both families stands in both tables and is counted in one. Not thread-safe.
 */
@HotPath
final class Swarm {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  /** How far apart the announces of one client's sockets may be, milliseconds. */
  private static final int DOUBLE_MS = 10_000;

  private static final int MOST_DOUBLES = 3;

  /** No counts of early announces and doubles, which are packed into one number. */
  static final int TOO_EARLY = -1;

  private static final int EARLY_BITS = 3;
  private static final int EARLY_MASK = 7;

  private final long hash0;
  private final long hash1;
  private final int hash2;
  private @Nullable PeerTable ipv4;
  private @Nullable PeerTable ipv6;
  private int downloads;
  private int partialSeeders;
  private int twinSeeders;
  private int twins;

  Swarm(byte[] infoHash) {
    hash0 = (long) LONG.get(infoHash, 0);
    hash1 = (long) LONG.get(infoHash, 8);
    hash2 = (int) INT.get(infoHash, 16);
  }

  boolean is(byte[] infoHash) {
    return hash0 == (long) LONG.get(infoHash, 0)
        && hash1 == (long) LONG.get(infoHash, 8)
        && hash2 == (int) INT.get(infoHash, 16);
  }

  void copyHash(byte[] to, int offset) {
    LONG.set(to, offset, hash0);
    LONG.set(to, offset + 8, hash1);
    INT.set(to, offset + 16, hash2);
  }

  int mix() {
    return SaltedHash.mix(hash0, hash1, hash2);
  }

  /** Where the swarm of an info-hash is looked for. */
  static int mix(byte[] infoHash) {
    return SaltedHash.mix(
        (long) LONG.get(infoHash, 0), (long) LONG.get(infoHash, 8), (int) INT.get(infoHash, 16));
  }

  /** The peers of a family; null: none yet. */
  @Nullable PeerTable table(Family family) {
    return family == Family.IPV4 ? ipv4 : ipv6;
  }

  int size() {
    return (ipv4 == null ? 0 : ipv4.size()) + (ipv6 == null ? 0 : ipv6.size());
  }

  int downloads() {
    return downloads;
  }

  void downloads(int known) {
    downloads = Math.max(downloads, known);
  }

  /** Fills in the counts of a visit. */
  void count(Visit visit) {
    int seeders = seeders(ipv4) + seeders(ipv6) - twinSeeders;
    int present = present(ipv4) + present(ipv6) - twins;
    visit.seeders = seeders;
    visit.leechers = present - seeders;
    visit.partialSeeders = partialSeeders;
    visit.downloads = downloads;
  }

  private static int seeders(@Nullable PeerTable table) {
    return table == null ? 0 : table.seeders();
  }

  private static int present(@Nullable PeerTable table) {
    return table == null ? 0 : table.present();
  }

  /**
   * Enters or updates the visitor, unless something newer is known of it, it is early, or its peer
   * id is that of another key's session. Returns whether there was room.
   */
  boolean apply(Visit visit, int mostPeers, Clients clients) {
    var table = table(visit.family);
    int entry = table == null ? -1 : table.find(visit.peerId);
    long stamp = (visit.atMs << 16) | (visit.tie & 0xffff);
    if (table != null && entry >= 0) {
      if (table.heard(entry) >= stamp || isForeign(table, entry, visit, clients)) {
        return true;
      }
      if (visit.leftUnsaid
          && visit.role == Role.LEECHER
          && entry < table.present()
          && table.has(entry, PeerTable.COMPLETED)) {
        visit.role = Role.SEEDER;
      }
      if (visit.earlyMs > 0 && isEarly(table, entry, visit)) {
        visit.early = true;
        if (!visit.completed && !isOtherRole(table, entry, visit.role)) {
          visit.sessionStartedAtMs = started(table, entry, visit, clients);
          return true;
        }
      }
    } else {
      visit.cap = cap(table, visit, mostPeers);
      if (visit.cap != Cap.NONE) {
        return false;
      }
      table = table == null ? open(visit.family) : table;
      entry = table.add(visit.peerId);
      table.heard(entry, stamp, visit.sessionStartedAtMs);
    }
    update(table, entry, visit, stamp, clients);
    return true;
  }

  /**
   * Whether the session is another client's that has a key: peer ids are no secret, so who names
   * one must not get its place, nor end it.
   */
  private static boolean isForeign(PeerTable table, int entry, Visit visit, Clients clients) {
    int owner = table.client(entry);
    return entry < table.present() && owner != visit.client && clients.isKeyed(owner);
  }

  /** When the session began, as far as an entry of its peer id knows. */
  private static long started(PeerTable table, int entry, Visit visit, Clients clients) {
    boolean same = table.client(entry) == visit.client || !clients.isKeyed(visit.client);
    return entry < table.present() && same
        ? Math.min(table.startedAtMs(entry), visit.sessionStartedAtMs)
        : visit.sessionStartedAtMs;
  }

  private Cap cap(@Nullable PeerTable table, Visit visit, int mostPeers) {
    if (size() >= mostPeers) {
      return Cap.PEERS_PER_SWARM;
    }
    boolean crowded =
        table != null
            && visit.mostPerAddress > 0
            && table.isCrowded(visit.address, visit.mostPerAddress);
    return crowded ? Cap.PEERS_PER_ADDRESS : Cap.NONE;
  }

  /**
   * Whether a session announces too early, and has done so as often as it may. Up to three
   * announces that follow within seconds from other endpoints are the other sockets of a client
   * with several (docs/policy.md 1.2), which are not early.
   */
  private static boolean isEarly(PeerTable table, int entry, Visit visit) {
    int counts = earliness(table, entry, visit);
    if (counts == TOO_EARLY) {
      return true;
    }
    table.early(entry, counts & EARLY_MASK);
    table.doubles(entry, counts >> EARLY_BITS);
    return false;
  }

  /** What a session's counts would be after the visit, doubles above early; or TOO_EARLY. */
  static int earliness(PeerTable table, int entry, Visit visit) {
    long sinceMs = visit.atMs - (table.heard(entry) >> 16);
    int early = table.early(entry);
    int doubles = table.doubles(entry);
    if (sinceMs >= visit.earlyMs) {
      early = 0;
      doubles = 0;
    } else if (sinceMs < DOUBLE_MS
        && doubles < MOST_DOUBLES
        && !table.isEndpoint(entry, visit.address, visit.port)) {
      doubles++;
    } else if (early < visit.mostEarly) {
      early++;
      doubles = 0;
    } else {
      return TOO_EARLY;
    }
    return (doubles << EARLY_BITS) | early;
  }

  private static boolean isOtherRole(PeerTable table, int entry, Role role) {
    if (role == Role.SEEDER || entry < table.seeders()) {
      return role != Role.SEEDER || entry >= table.seeders();
    }
    return role == Role.GONE
        || entry >= table.present()
        || table.has(entry, PeerTable.PARTIAL) != (role == Role.PARTIAL_SEEDER);
  }

  private PeerTable open(Family family) {
    var table = new PeerTable(family);
    if (family == Family.IPV4) {
      ipv4 = table;
    } else {
      ipv6 = table;
    }
    return table;
  }

  private void update(PeerTable table, int entry, Visit visit, long stamp, Clients clients) {
    var other = table == ipv4 ? ipv6 : ipv4;
    int there = other == null ? -1 : other.findPresent(visit.peerId);
    boolean countedThere = other != null && there >= 0 && !other.has(there, PeerTable.TWIN);
    visit.sessionStartedAtMs = started(table, entry, visit, clients);
    if (other != null && there >= 0 && other.client(there) == visit.client) {
      visit.sessionStartedAtMs = started(other, there, visit, clients);
    }
    uncount(table, entry);
    if (visit.completed && !table.has(entry, PeerTable.COMPLETED)) {
      table.set(entry, PeerTable.COMPLETED, true);
      downloads += countedThere ? 0 : 1;
    }
    table.heard(entry, stamp, visit.sessionStartedAtMs);
    table.client(entry, visit.client);
    table.endpoint(entry, visit.address, visit.port);
    table.set(entry, PeerTable.PARTIAL, visit.role == Role.PARTIAL_SEEDER);
    int moved = table.move(entry, visit.role);
    table.set(moved, PeerTable.TWIN, countedThere);
    recount(table, moved);
    if (visit.role == Role.GONE && other != null && there >= 0 && !countedThere) {
      countAlone(other, there);
    }
  }

  /** A twin whose other half left is counted from now on. */
  private void countAlone(PeerTable table, int entry) {
    uncount(table, entry);
    table.set(entry, PeerTable.TWIN, false);
    recount(table, entry);
  }

  private void uncount(PeerTable table, int entry) {
    adjust(table, entry, -1);
  }

  private void recount(PeerTable table, int entry) {
    adjust(table, entry, 1);
  }

  private void adjust(PeerTable table, int entry, int by) {
    if (entry >= table.present()) {
      return;
    }
    if (table.has(entry, PeerTable.TWIN)) {
      twins += by;
      twinSeeders += entry < table.seeders() ? by : 0;
    } else if (table.has(entry, PeerTable.PARTIAL)) {
      partialSeeders += by;
    }
  }

  /** Forgets who was last heard before a moment, milliseconds since 1970; how many there were. */
  int expire(long beforeMs) {
    return expire(ipv4, ipv6, beforeMs) + expire(ipv6, ipv4, beforeMs);
  }

  private int expire(@Nullable PeerTable table, @Nullable PeerTable other, long beforeMs) {
    if (table == null) {
      return 0;
    }
    int removed = 0;
    byte[] peerId = twins == 0 ? null : new byte[PeerTable.ID_BYTES];
    // Downwards: what a removal moves into the gap has been looked at.
    for (int entry = table.size() - 1; entry >= 0; entry--) {
      if ((table.heard(entry) >> 16) < beforeMs) {
        if (peerId != null && other != null && entry < table.present()) {
          table.copyId(entry, peerId, 0);
          int there = other.findPresent(peerId);
          if (there >= 0 && other.has(there, PeerTable.TWIN)) {
            countAlone(other, there);
          }
        }
        uncount(table, entry);
        table.remove(entry);
        removed++;
      }
    }
    if (removed > 0) {
      table.trim();
    }
    return removed;
  }
}
