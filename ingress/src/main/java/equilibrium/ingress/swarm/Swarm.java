package equilibrium.ingress.swarm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * One swarm: its info-hash, its sessions, and how often it was downloaded. Decides which announces
 * change a session. Not thread-safe.
 */
@HotPath
public final class Swarm {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final long hash0;
  private final long hash1;
  private final int hash2;
  private final Sessions sessions = new Sessions();
  private int downloads;

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

  int hash() {
    return SaltedHash.mix(hash0, hash1, hash2);
  }

  /** The hash by which the swarm of an info-hash is found. */
  static int hash(byte[] infoHash) {
    return SaltedHash.mix(
        (long) LONG.get(infoHash, 0), (long) LONG.get(infoHash, 8), (int) INT.get(infoHash, 16));
  }

  /** The peers of a family; null: none yet. */
  public @Nullable PeerTable table(Family family) {
    return sessions.table(family);
  }

  int size() {
    return sessions.size();
  }

  /** Raises the number of downloads to what is known from elsewhere. */
  void downloads(int known) {
    downloads = Math.max(downloads, known);
  }

  /** Writes the counts of the swarm into the answer. */
  public void count(Found found) {
    sessions.count(found);
    found.downloads = downloads;
  }

  /**
   * Enters or updates the peer, unless a newer announce of the session is known, the announce is
   * early, or the peer id belongs to another key's session. Returns whether there was room.
   */
  boolean apply(Visit visit, int mostPeers, Clients clients) {
    var asked = visit.asked;
    var found = visit.found;
    var table = table(asked.family);
    int entry = table == null ? -1 : table.find(asked.peerId);
    long stamp = PeerTable.stamp(asked.atMs, asked.tie);
    if (table != null && entry >= 0) {
      if (table.stamp(entry) >= stamp || isProtected(table, entry, asked, clients)) {
        return true;
      }
      if (isSeederStill(table, entry, asked)) {
        found.role = Role.SEEDER;
      }
      if (EarlyAnnounces.isTooMany(table, entry, asked)) {
        found.early = true;
        if (!asked.completed && !isOtherRole(table, entry, found.role)) {
          found.startedAtMs = startedAtMs(table, entry, asked, clients);
          return true;
        }
      }
    } else {
      found.cap = cap(table, asked, mostPeers);
      if (found.cap != Cap.NONE) {
        return false;
      }
      table = table == null ? sessions.open(asked.family) : table;
      entry = table.add(asked.peerId);
    }
    update(table, entry, visit, clients);
    return true;
  }

  private static boolean isSeederStill(PeerTable table, int entry, Question asked) {
    return asked.leftUnknown
        && asked.role == Role.LEECHER
        && entry < table.present()
        && table.has(entry, PeerTable.COMPLETED);
  }

  /**
   * Whether the session belongs to another client that has a key. Peer ids are no secret: a client
   * that sends another's peer id must not take its session over, nor stop it.
   */
  private static boolean isProtected(PeerTable table, int entry, Question asked, Clients clients) {
    int owner = table.client(entry);
    return entry < table.present() && owner != asked.client && clients.isKeyed(owner);
  }

  /** When the session began, as far as an entry of its peer id knows. */
  private static long startedAtMs(PeerTable table, int entry, Question asked, Clients clients) {
    boolean same = table.client(entry) == asked.client || !clients.isKeyed(asked.client);
    return entry < table.present() && same
        ? Math.min(table.startedAtMs(entry), asked.startedAtMs)
        : asked.startedAtMs;
  }

  private Cap cap(@Nullable PeerTable table, Question asked, int mostPeers) {
    if (size() >= mostPeers) {
      return Cap.PEERS_PER_SWARM;
    }
    boolean crowded =
        table != null
            && asked.mostPerAddress > 0
            && table.isCrowded(asked.address, asked.mostPerAddress);
    return crowded ? Cap.PEERS_PER_ADDRESS : Cap.NONE;
  }

  private static boolean isOtherRole(PeerTable table, int entry, Role role) {
    if (role == Role.SEEDER || entry < table.seeders()) {
      return role != Role.SEEDER || entry >= table.seeders();
    }
    return role == Role.GONE
        || entry >= table.present()
        || table.has(entry, PeerTable.PARTIAL) != (role == Role.PARTIAL_SEEDER);
  }

  private void update(PeerTable table, int entry, Visit visit, Clients clients) {
    var asked = visit.asked;
    var found = visit.found;
    var other = sessions.other(table);
    int twin = other == null ? -1 : other.findPresent(asked.peerId);
    found.startedAtMs = startedAtMs(table, entry, asked, clients);
    if (other != null && twin >= 0 && other.client(twin) == asked.client) {
      found.startedAtMs = Math.min(found.startedAtMs, startedAtMs(other, twin, asked, clients));
    }
    if (asked.completed && !table.has(entry, PeerTable.COMPLETED)) {
      table.set(entry, PeerTable.COMPLETED, true);
      downloads += Sessions.isCounted(other, twin) ? 0 : 1;
    }
    table.received(entry, PeerTable.stamp(asked.atMs, asked.tie), found.startedAtMs);
    table.client(entry, asked.client);
    table.endpoint(entry, asked.address, asked.port);
    sessions.move(table, entry, found.role, twin);
  }

  /** Removes peers last updated before a time, milliseconds since 1970; how many. */
  int expire(long beforeMs) {
    return sessions.expire(beforeMs);
  }
}
